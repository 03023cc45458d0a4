-- What administration changed, in the order in which it became visible. Every instance follows this log and
-- drops what it has cached of the objects named here.
create table change_log (
  seq bigint primary key, -- drawn last and under a lock, so that no lower number can appear later
  kind text not null,
  id text not null,
  changed_at timestamptz not null default clock_timestamp()
);

create sequence change_log_seq owned by change_log.seq;

-- Running instances; their number divides a limit while Redis is away.
create table gateway_instance (
  instance_id text primary key,
  role text not null,
  version text not null,
  started_at timestamptz not null,
  seen_at timestamptz not null
);

create index gateway_instance_seen on gateway_instance (seen_at);
