-- Whoever keys belong to, and the limits they share. What they have spent lives apart, in spent.

-- Limits with a name, to which keys, members, organizations, projects, customers and tags refer.
create table budget (
  budget_id text primary key,
  max_budget numeric(20, 9),
  soft_budget numeric(20, 9),
  max_parallel_requests integer,
  tpm_limit bigint,
  rpm_limit bigint,
  budget_duration text,
  budget_started_at timestamptz, -- when budget_duration was set: the anchor of its periods
  model_max_budget jsonb not null default '{}',
  allowed_models text[] not null default '{}', -- of a member; empty: what the team may use
  created_at timestamptz not null,
  created_by text,
  updated_at timestamptz not null,
  updated_by text
);

create table organization (
  organization_id text primary key,
  organization_alias text not null,
  budget_id text not null references budget,
  models text[] not null default '{}',
  metadata jsonb not null default '{}',
  object_permission jsonb,
  created_at timestamptz not null,
  created_by text,
  updated_at timestamptz not null,
  updated_by text
);

create index organization_budget on organization (budget_id);

-- "user" is a word of SQL's own.
create table gateway_user (
  user_id text primary key,
  user_alias text,
  user_email text,
  sso_user_id text unique,
  password_hash text, -- never leaves the database but to be compared
  user_role text not null
    check (user_role in ('proxy_admin', 'proxy_admin_viewer', 'internal_user', 'internal_user_viewer')),
  models text[] not null default '{}',
  max_parallel_requests integer,
  tpm_limit bigint,
  rpm_limit bigint,
  max_budget numeric(20, 9),
  soft_budget numeric(20, 9),
  budget_duration text,
  budget_started_at timestamptz,
  model_max_budget jsonb not null default '{}',
  metadata jsonb not null default '{}',
  object_permission jsonb,
  allowed_cache_controls text[] not null default '{}',
  policies text[] not null default '{}',
  created_at timestamptz not null,
  created_by text,
  updated_at timestamptz not null,
  updated_by text
);

create unique index gateway_user_email on gateway_user (lower(user_email)) where user_email is not null;
create index gateway_user_newest on gateway_user (created_at, user_id);

create table organization_member (
  organization_id text not null references organization on delete cascade,
  user_id text not null references gateway_user on delete cascade,
  user_role text not null check (user_role in ('org_admin', 'internal_user', 'internal_user_viewer')),
  budget_id text references budget,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (organization_id, user_id)
);

create index organization_member_user on organization_member (user_id);
create index organization_member_budget on organization_member (budget_id);

create table team (
  team_id text primary key,
  team_alias text,
  organization_id text references organization,
  models text[] not null default '{}',
  model_aliases jsonb not null default '{}',
  blocked boolean not null default false,
  max_parallel_requests integer,
  tpm_limit bigint,
  rpm_limit bigint,
  max_budget numeric(20, 9),
  soft_budget numeric(20, 9),
  budget_duration text,
  budget_started_at timestamptz,
  budget_limits jsonb,
  model_max_budget jsonb not null default '{}',
  metadata jsonb not null default '{}',
  router_settings jsonb,
  object_permission jsonb,
  team_member_permissions text[], -- null: what members may do by default
  default_team_member_models text[] not null default '{}',
  team_member_budget_id text references budget, -- given to every member who joins
  access_group_ids text[] not null default '{}',
  policies text[] not null default '{}',
  created_at timestamptz not null,
  created_by text,
  updated_at timestamptz not null,
  updated_by text
);

create index team_organization on team (organization_id);
create index team_named on team (team_alias, team_id);
create index team_newest on team (created_at, team_id);
create index team_member_limits on team (team_member_budget_id);

-- The one place that says who belongs to a team.
create table team_member (
  team_id text not null references team on delete cascade,
  user_id text not null references gateway_user on delete cascade,
  role text not null check (role in ('admin', 'user')),
  budget_id text references budget,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (team_id, user_id)
);

create index team_member_user on team_member (user_id);
create index team_member_budget on team_member (budget_id);

-- Between a team and its keys.
create table project (
  project_id text primary key,
  project_alias text,
  description text,
  team_id text not null references team,
  budget_id text references budget,
  models text[] not null default '{}',
  metadata jsonb not null default '{}',
  model_rpm_limit jsonb not null default '{}',
  model_tpm_limit jsonb not null default '{}',
  blocked boolean not null default false,
  object_permission jsonb,
  created_at timestamptz not null,
  created_by text,
  updated_at timestamptz not null,
  updated_by text
);

create index project_team on project (team_id);
create index project_budget on project (budget_id);

-- End users: those whom the callers serve, named by the requests.
create table customer (
  user_id text primary key,
  alias text,
  budget_id text references budget,
  allowed_model_region text,
  default_model text,
  blocked boolean not null default false,
  object_permission jsonb,
  created_at timestamptz not null,
  created_by text,
  updated_at timestamptz not null,
  updated_by text
);

create index customer_budget on customer (budget_id);

create table tag (
  tag_name text primary key,
  description text,
  models text[] not null default '{}',
  model_info jsonb not null default '{}',
  budget_id text references budget,
  created_at timestamptz not null,
  created_by text,
  updated_at timestamptz not null,
  updated_by text
);

create index tag_budget on tag (budget_id);

create index virtual_key_organization on virtual_key (organization_id);
create index virtual_key_project on virtual_key (project_id);
create index virtual_key_budget on virtual_key (budget_id);
