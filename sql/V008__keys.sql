-- Keys that are replaced, archived, counted and listed.

-- From when on what a key spends counts, if that is later than the start of its budget's period. A reset is the next
-- period, so it changes no counter that traffic is changing.
alter table virtual_key add column if not exists spend_reset_at timestamptz;

-- Under which name its limits are counted and its spend is booked; null is its token. A key that is replaced keeps the
-- account of the one it was: calls that run meanwhile, and counters in Redis, go on without noticing.
alter table virtual_key add column account text;

create unique index virtual_key_account on virtual_key (coalesce(account, token));

-- Keys that are gone, and hashes that were replaced.
create table deleted_key (
  like virtual_key including defaults,
  deleted_id bigint generated always as identity primary key,
  spend numeric(20, 9) not null default 0, -- in the period that ran then
  deleted_at timestamptz not null,
  deleted_by text,
  deleted_by_api_key text,
  litellm_changed_by text
);

create index deleted_key_token on deleted_key (token);
create index deleted_key_newest on deleted_key (created_at, token);
create index deleted_key_user on deleted_key (user_id, created_at, token);
create index deleted_key_team on deleted_key (team_id, created_at, token);
create index deleted_key_organization on deleted_key (organization_id, created_at, token);
create index deleted_key_alias on deleted_key (key_alias, token);

-- Old hashes that still open until their grace ends.
create table deprecated_key (
  token text primary key,
  active_token text not null references virtual_key (token) on update cascade on delete cascade,
  revoke_at timestamptz not null,
  created_at timestamptz not null
);

create index deprecated_key_active on deprecated_key (active_token);

-- Which key stands for a caller who comes with a token of somebody else's.
create table jwt_key_mapping (
  id text primary key,
  jwt_issuer text not null default '', -- empty: whoever issued it
  jwt_claim_name text not null,
  jwt_claim_value text not null,
  token text not null references virtual_key (token) on update cascade on delete cascade,
  description text,
  is_active boolean not null default true,
  created_at timestamptz not null,
  created_by text,
  updated_at timestamptz not null,
  updated_by text,
  unique (jwt_issuer, jwt_claim_name, jwt_claim_value)
);

create index jwt_key_mapping_token on jwt_key_mapping (token);
create index jwt_key_mapping_newest on jwt_key_mapping (created_at, id);

-- Lists, newest first and in both directions: of all, and of whom they can be asked for.
create index virtual_key_user_newest on virtual_key (user_id, created_at, token);
create index virtual_key_team_newest on virtual_key (team_id, created_at, token);
create index virtual_key_organization_newest on virtual_key (organization_id, created_at, token);
create index virtual_key_project_newest on virtual_key (project_id, created_at, token);
create index virtual_key_creator_newest on virtual_key (created_by, created_at, token);
create index virtual_key_agent on virtual_key (agent_id) where agent_id is not null;
create index virtual_key_access_group on virtual_key using gin (access_group_ids);
-- And by every column they can be sorted by.
create index virtual_key_changed on virtual_key (updated_at, token);
create index virtual_key_max_budget on virtual_key (max_budget, token);
create index virtual_key_named on virtual_key (key_alias, token);
drop index virtual_key_team;
drop index virtual_key_organization;
drop index virtual_key_project;

-- How many keys there are: of all, of those with an alias, and of each user and team. Writers only add to the changes,
-- which nobody waits for; now and then they are folded into the counts.
create table key_count (
  scope text not null,
  id text not null,
  amount bigint not null,
  primary key (scope, id)
);

create table key_count_change (
  seq bigint generated always as identity primary key,
  scope text not null,
  id text not null,
  amount bigint not null
);

create index key_count_change_of on key_count_change (scope, id);

-- One view of both transition tables; sessions of the user interface are in no list and so in no count.
create function count_keys() returns trigger language plpgsql set search_path from current as $$
begin
  if tg_op = 'INSERT' then
    insert into key_count_change (scope, id, amount)
      select c.scope, c.id, count(*)
        from new_keys k, lateral (values ('all', ''), ('user', k.user_id), ('team', k.team_id),
            ('alias', case when k.key_alias is not null then '' end)) c (scope, id)
        where c.id is not null and k.team_id is distinct from 'litellm-dashboard'
        group by 1, 2;
  elsif tg_op = 'DELETE' then
    insert into key_count_change (scope, id, amount)
      select c.scope, c.id, -count(*)
        from old_keys k, lateral (values ('all', ''), ('user', k.user_id), ('team', k.team_id),
            ('alias', case when k.key_alias is not null then '' end)) c (scope, id)
        where c.id is not null and k.team_id is distinct from 'litellm-dashboard'
        group by 1, 2;
  else
    insert into key_count_change (scope, id, amount)
      select c.scope, c.id, sum(k.amount)
        from (select user_id, team_id, key_alias, 1 as amount from new_keys
              union all
              select user_id, team_id, key_alias, -1 from old_keys) k,
          lateral (values ('all', ''), ('user', k.user_id), ('team', k.team_id),
            ('alias', case when k.key_alias is not null then '' end)) c (scope, id)
        where c.id is not null and k.team_id is distinct from 'litellm-dashboard'
        group by 1, 2
        having sum(k.amount) <> 0;
  end if;
  return null;
end
$$;

create trigger virtual_key_inserted after insert on virtual_key
  referencing new table as new_keys for each statement execute function count_keys();
create trigger virtual_key_deleted after delete on virtual_key
  referencing old table as old_keys for each statement execute function count_keys();
create trigger virtual_key_updated after update on virtual_key
  referencing old table as old_keys new table as new_keys for each statement execute function count_keys();

insert into key_count (scope, id, amount)
  select c.scope, c.id, count(*)
    from virtual_key k, lateral (values ('all', ''), ('user', k.user_id), ('team', k.team_id),
        ('alias', case when k.key_alias is not null then '' end)) c (scope, id)
    where c.id is not null and k.team_id is distinct from 'litellm-dashboard'
    group by 1, 2;
