-- Deployments that administrators made. They stand beside those of the configuration file.
create table model (
  model_id text primary key,
  model_name text not null,
  litellm_params jsonb not null, -- names are readable, every value is sealed for this row
  model_info jsonb not null default '{}',
  team_id text references team on delete cascade, -- the team that alone may call it; model_info says it too
  blocked boolean not null default false,
  created_at timestamptz not null,
  created_by text,
  updated_at timestamptz not null,
  updated_by text
);

create index model_by_name on model (model_name);
create index model_of_team on model (team_id);

-- Values that several deployments share, by the name under which they ask for them.
create table credential (
  credential_id text primary key,
  credential_name text not null unique,
  display_name text,
  credential_values jsonb not null, -- names are readable, every value is sealed for this row
  credential_info jsonb not null default '{}',
  created_at timestamptz not null,
  created_by text,
  updated_at timestamptz not null,
  updated_by text
);

-- Sections of the configuration as administrators changed them; of environment_variables every value is sealed.
create table setting (
  param_name text primary key,
  param_value jsonb not null,
  created_at timestamptz not null,
  created_by text,
  updated_at timestamptz not null,
  updated_by text
);
