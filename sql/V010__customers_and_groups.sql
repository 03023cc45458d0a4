-- What organizations, customers, projects, tags and groups of models need beyond the directory.

-- Made for one object alone and deleted with it; whoever writes the id of one elsewhere makes it a budget like others.
alter table budget add column implied boolean not null default false;
create index budget_newest on budget (created_at, budget_id);

alter table customer add column models text[] not null default '{}'; -- empty: every model
create index customer_newest on customer (created_at, user_id);
-- The few that a call has to be held against; the others are rows for reports.
create index customer_restrained on customer (user_id)
  where blocked or budget_id is not null or models <> '{}';

-- Models and more that are opened to keys and teams together. Who has a group is told by virtual_key and team.
create table access_group (
  access_group_id text primary key,
  access_group_name text not null unique,
  description text,
  access_model_names text[] not null default '{}',
  access_mcp_server_ids text[] not null default '{}',
  access_agent_ids text[] not null default '{}',
  created_at timestamptz not null,
  created_by text,
  updated_at timestamptz not null,
  updated_by text
);

create index virtual_key_groups on virtual_key using gin (access_group_ids) where access_group_ids <> '{}';
create index team_groups on team using gin (access_group_ids) where access_group_ids <> '{}';

-- By the hash of what the link holds: who reads this table can accept no invitation.
create table invitation (
  invitation_hash text primary key,
  user_id text not null references gateway_user on delete cascade,
  is_accepted boolean not null default false,
  accepted_at timestamptz,
  expires_at timestamptz not null,
  created_at timestamptz not null,
  created_by text,
  updated_at timestamptz not null,
  updated_by text
);

create index invitation_user on invitation (user_id);
