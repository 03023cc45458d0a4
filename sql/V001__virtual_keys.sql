-- Virtual keys: what a key may do. What it has spent lives apart, in spent.
create table virtual_key (
  token text primary key, -- SHA-256 of the key, lower-case hex; the key itself is never stored
  key_name text, -- mask shown to people: sk-...last4
  key_alias text,
  expires timestamptz,
  models text[] not null default '{}', -- empty: every model
  aliases jsonb not null default '{}',
  config jsonb not null default '{}',
  router_settings jsonb,
  user_id text,
  team_id text,
  project_id text,
  agent_id text,
  organization_id text,
  permissions jsonb not null default '{}',
  max_parallel_requests integer,
  tpm_limit bigint,
  rpm_limit bigint,
  max_budget numeric(20, 9),
  soft_budget numeric(20, 9),
  budget_duration text,
  budget_started_at timestamptz, -- when budget_duration was set: the anchor of its periods
  budget_limits jsonb,
  budget_id text,
  model_max_budget jsonb not null default '{}',
  blocked boolean,
  metadata jsonb not null default '{}',
  key_type text not null default 'default',
  allowed_cache_controls text[] not null default '{}',
  allowed_routes text[] not null default '{}',
  policies text[] not null default '{}',
  access_group_ids text[] not null default '{}',
  object_permission jsonb,
  auto_rotate boolean not null default false,
  rotation_interval text,
  rotation_count integer not null default 0,
  last_rotation_at timestamptz,
  key_rotation_at timestamptz,
  created_at timestamptz not null,
  created_by text,
  updated_at timestamptz not null,
  updated_by text
);

create unique index virtual_key_alias on virtual_key (key_alias) where key_alias is not null;
create index virtual_key_owner on virtual_key (user_id, team_id);
create index virtual_key_team on virtual_key (team_id);
create index virtual_key_newest on virtual_key (created_at desc, token desc);
