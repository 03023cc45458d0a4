-- Users and teams as they are listed, and teams that are gone.

-- Lists in each of their orders.
create index gateway_user_named on gateway_user (user_alias, user_id);
create index gateway_user_addressed on gateway_user (user_email, user_id);
create index gateway_user_role on gateway_user (user_role, user_id);
create index gateway_user_role_newest on gateway_user (user_role, created_at, user_id);
create index team_organization_newest on team (organization_id, created_at, team_id);

create table deleted_team (
  deleted_id bigint generated always as identity primary key,
  team_id text not null,
  team_alias text,
  organization_id text,
  team jsonb not null, -- as it was shown when it went, with its members and what it had spent
  created_at timestamptz not null,
  deleted_at timestamptz not null,
  deleted_by text,
  deleted_by_api_key text,
  litellm_changed_by text
);

create index deleted_team_id on deleted_team (team_id);
create index deleted_team_newest on deleted_team (deleted_at, deleted_id);
create index deleted_team_organization on deleted_team (organization_id, deleted_id);
create index deleted_team_named on deleted_team (team_alias, deleted_id);
create index deleted_team_made on deleted_team (created_at, deleted_id);
