-- What administrators did: one row for each write, each sealed together with the row before it. The two values are
-- text and no jsonb, which would write them anew, and what was sealed could not be compared any more.
create table audit_log (
  seq bigint primary key, -- without gaps, drawn under the lock of the change log
  id uuid not null unique,
  updated_at timestamptz not null,
  changed_by text not null,
  changed_by_api_key text not null,
  action text not null,
  table_name text not null,
  object_id text not null,
  before_value text,
  updated_values text,
  version smallint not null, -- of the form that was sealed
  key_id text not null, -- under which key
  mac text not null
);

-- only the beginning of what clients choose: a long name must not be too large for an index
create index audit_log_object on audit_log (left(object_id, 200), seq);
create index audit_log_actor on audit_log (left(changed_by, 200), seq);
create index audit_log_key on audit_log (left(changed_by_api_key, 200), seq);
create index audit_log_table on audit_log (table_name, seq);
create index audit_log_action on audit_log (action, seq);
create index audit_log_moment on audit_log (updated_at);

-- The end of the trail, signed every hour: rows that are missing behind it were cut off.
create table audit_head (
  seq bigint not null,
  mac text not null, -- of that row
  signed_at timestamptz not null,
  version smallint not null,
  key_id text not null,
  signature text not null,
  primary key (seq, mac)
);

-- The last row that was pruned; the trail goes on behind it.
create table audit_checkpoint (
  seq bigint primary key,
  mac text not null, -- of that row
  pruned_at timestamptz not null,
  row_count bigint not null, -- all that were ever pruned
  version smallint not null,
  key_id text not null,
  signature text not null
);
