-- What was taken from a LiteLLM database, and views for those who read such a database.

-- What the last import saw of an object and what it wrote, so that the next one can tell which side has changed since,
-- and so that no total is added twice.
create table import_mark (
  kind text not null,
  id text not null,
  source_digest text not null, -- of all that was taken, but for what changes by itself
  written_at timestamptz not null, -- updated_at of the row here: if it is another one, somebody changed the row
  spend_nano bigint not null default 0, -- what has been booked of the total there
  spend_period text, -- which period of theirs that was: when it was to end
  imported_at timestamptz not null default clock_timestamp(),
  primary key (kind, id)
);

-- How a view says what something has spent, in dollars: in the last period in which it spent anything, or in all of
-- them. Within the view itself, so that whoever may read it needs no right to anything else.
create function litellm_spend(whose text, which text, ever boolean default false) returns text
  language sql immutable as $$
  select format('coalesce((select %1$s from spent where scope = %2$L and id = %3$s %4$s), 0)::double precision / 1e9',
    case when ever then 'sum(amount_nano)' else 'amount_nano' end, whose, which,
    case when ever then '' else 'order by period_start desc limit 1' end)
$$;

-- One read-only view: a name of theirs and the query behind it. Nothing is done, and null returned, where the name
-- belongs to a table or to a view that is not ours. Without the second item in its "from" PostgreSQL would let a view
-- of one table be written to.
create function make_litellm_view(target text, named text, body text) returns text
  language plpgsql set search_path from current as $$
declare
  mark constant text := 'Read-only view of the gateway''s schema ' || current_schema();
  found_kind "char";
  found_mark text;
begin
  select c.relkind, obj_description(c.oid, 'pg_class') into found_kind, found_mark
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = target and c.relname = named;
  if found_kind is not null and (found_kind <> 'v' or found_mark is distinct from mark) then
    return null;
  end if;
  if found_kind is not null then
    execute format('drop view %I.%I', target, named);
  end if;
  execute format('create view %I.%I as %s', target, named, body);
  execute format('comment on view %I.%I is %L', target, named, mark);
  return named;
end
$$;

-- The sums of a day, by whom they are asked for.
create function litellm_daily_view(owner text) returns text language sql immutable as $$
  select format($view$
    select concat_ws('/', d.day, d.api_key, d.user_id, d.team_id, d.organization_id, d.model, d.model_group, d.provider)
        as id,
      nullif(d.%1$I, '') as %1$I, to_char(d.day, 'YYYY-MM-DD') as date, d.api_key, d.model, d.model_group,
      d.provider as custom_llm_provider, null::text as mcp_namespaced_tool_name, null::text as endpoint,
      d.prompt_tokens, d.completion_tokens, d.cached_prompt_tokens as cache_read_input_tokens,
      d.cache_creation_tokens as cache_creation_input_tokens, d.spend_nano / 1e9::double precision as spend,
      d.requests as api_requests, d.successful_requests, d.failed_requests
    from spend_daily d, (select 1) as read_only$view$, owner)
$$;

-- All of them, named and shaped like the tables of a LiteLLM database, as far as there is something to show: passwords
-- and provider keys are not. Times have a zone, so that a filter by time uses the index. Returns the names made.
create function make_litellm_views(target text) returns text[]
  language plpgsql set search_path from current as $$
declare
  made text[] := '{}';
begin
  if not exists (select from pg_namespace where nspname = target) then
    execute format('create schema %I', target);
  end if;
  made := made || make_litellm_view(target, 'LiteLLM_VerificationToken', $view$
    select k.token, k.key_name, k.key_alias, false as soft_budget_cooldown,
      $view$ || litellm_spend('api_key', 'coalesce(k.account, k.token)') || $view$
        as spend,
      $view$ || litellm_spend('api_key', 'coalesce(k.account, k.token)', true) || $view$
        as total_spend, k.expires, k.models, k.aliases, k.config, k.router_settings,
      k.user_id, k.team_id, k.agent_id, k.project_id, k.permissions, k.max_parallel_requests, k.metadata, k.blocked,
      k.tpm_limit, k.rpm_limit, k.max_budget::double precision as max_budget, k.budget_duration,
      null::timestamptz as budget_reset_at, k.allowed_cache_controls, k.allowed_routes, k.key_type, k.policies,
      k.access_group_ids, '{}'::jsonb as model_spend, k.model_max_budget, k.budget_id, k.organization_id,
      k.created_at, k.created_by, k.updated_at, k.updated_by, k.rotation_count, k.auto_rotate, k.rotation_interval,
      k.last_rotation_at, k.key_rotation_at, k.budget_limits
    from virtual_key k, (select 1) as read_only$view$);
  made := made || make_litellm_view(target, 'LiteLLM_UserTable', $view$
    select u.user_id, u.user_alias, u.sso_user_id,
      (select min(m.organization_id) from organization_member m where m.user_id = u.user_id) as organization_id,
      array(select m.team_id from team_member m where m.user_id = u.user_id order by 1) as teams, u.user_role,
      u.max_budget::double precision as max_budget, $view$ || litellm_spend('user', 'u.user_id') || $view$
        as spend, u.user_email, u.models,
      u.metadata, u.max_parallel_requests, u.tpm_limit, u.rpm_limit, u.budget_duration,
      null::timestamptz as budget_reset_at, u.allowed_cache_controls, u.policies, '{}'::jsonb as model_spend,
      u.model_max_budget, u.created_at, u.updated_at
    from gateway_user u, (select 1) as read_only$view$);
  made := made || make_litellm_view(target, 'LiteLLM_TeamTable', $view$
    select t.team_id, t.team_alias, t.organization_id,
      array(select m.user_id from team_member m where m.team_id = t.team_id and m.role = 'admin' order by 1) as admins,
      array(select m.user_id from team_member m where m.team_id = t.team_id order by 1) as members,
      coalesce((select jsonb_agg(jsonb_build_object('role', m.role, 'user_id', m.user_id) order by m.user_id)
        from team_member m where m.team_id = t.team_id), '[]') as members_with_roles,
      t.metadata, t.max_budget::double precision as max_budget, t.soft_budget::double precision as soft_budget,
      $view$ || litellm_spend('team', 't.team_id') || $view$
        as spend, t.models, t.max_parallel_requests, t.tpm_limit, t.rpm_limit,
      t.budget_duration, null::timestamptz as budget_reset_at, t.blocked, t.created_at, t.updated_at,
      '{}'::jsonb as model_spend, t.model_max_budget, t.router_settings, t.team_member_permissions,
      t.access_group_ids, t.policies, t.default_team_member_models, t.budget_limits
    from team t, (select 1) as read_only$view$);
  made := made || make_litellm_view(target, 'LiteLLM_TeamMembership', $view$
    select m.user_id, m.team_id,
      $view$ || litellm_spend('team_member', 'length(m.team_id) || '':'' || m.team_id || m.user_id') || $view$
        as spend,
      $view$ || litellm_spend('team_member', 'length(m.team_id) || '':'' || m.team_id || m.user_id', true) || $view$
        as total_spend, m.budget_id
    from team_member m, (select 1) as read_only$view$);
  made := made || make_litellm_view(target, 'LiteLLM_OrganizationTable', $view$
    select o.organization_id, o.organization_alias, o.budget_id, o.metadata, o.models,
      $view$ || litellm_spend('organization', 'o.organization_id') || $view$
        as spend, '{}'::jsonb as model_spend, o.created_at,
      o.created_by, o.updated_at, o.updated_by
    from organization o, (select 1) as read_only$view$);
  made := made || make_litellm_view(target, 'LiteLLM_OrganizationMembership', $view$
    select m.user_id, m.organization_id, m.user_role,
      $view$ || litellm_spend('organization_member',
        'length(m.organization_id) || '':'' || m.organization_id || m.user_id') || $view$
        as spend, m.budget_id, m.created_at, m.updated_at
    from organization_member m, (select 1) as read_only$view$);
  made := made || make_litellm_view(target, 'LiteLLM_BudgetTable', $view$
    select b.budget_id, b.max_budget::double precision as max_budget, b.soft_budget::double precision as soft_budget,
      b.max_parallel_requests, b.tpm_limit, b.rpm_limit, b.model_max_budget, b.budget_duration,
      null::timestamptz as budget_reset_at, b.allowed_models, b.created_at, b.created_by, b.updated_at, b.updated_by
    from budget b, (select 1) as read_only$view$);
  made := made || make_litellm_view(target, 'LiteLLM_ProjectTable', $view$
    select p.project_id, p.project_alias, p.description, p.team_id, p.budget_id, p.metadata, p.models,
      $view$ || litellm_spend('project', 'p.project_id') || $view$
        as spend, '{}'::jsonb as model_spend, p.model_rpm_limit, p.model_tpm_limit,
      p.blocked, p.created_at, p.created_by, p.updated_at, p.updated_by
    from project p, (select 1) as read_only$view$);
  made := made || make_litellm_view(target, 'LiteLLM_EndUserTable', $view$
    select c.user_id, c.alias, $view$ || litellm_spend('end_user', 'c.user_id') || $view$
        as spend, c.allowed_model_region, c.default_model,
      c.models, c.budget_id, c.blocked
    from customer c, (select 1) as read_only$view$);
  made := made || make_litellm_view(target, 'LiteLLM_TagTable', $view$
    select t.tag_name, t.description, t.models, t.model_info, $view$ || litellm_spend('tag', 't.tag_name') || $view$
        as spend, t.budget_id,
      t.created_at, t.created_by, t.updated_at
    from tag t, (select 1) as read_only$view$);
  made := made || make_litellm_view(target, 'LiteLLM_SpendLogs', $view$
    select s.request_id, s.call_type, s.api_key, s.spend_nano / 1e9::double precision as spend, s.total_tokens,
      s.prompt_tokens, s.completion_tokens, s.started_at as "startTime", s.ended_at as "endTime",
      (extract(epoch from s.ended_at - s.started_at) * 1000)::integer as request_duration_ms,
      s.first_token_at as "completionStartTime", s.model, s.model_id, s.model_group,
      s.provider as custom_llm_provider, s.api_base, s.user_id as "user", s.metadata, ''::text as cache_hit,
      ''::text as cache_key, to_jsonb(s.request_tags) as request_tags, s.team_id, s.organization_id, s.end_user,
      s.requester_ip as requester_ip_address, '{}'::jsonb as messages, '{}'::jsonb as response, s.session_id, s.status,
      s.agent_id, '{}'::jsonb as proxy_server_request, s.call_id as litellm_call_id, s.started_at as created_at,
      s.ended_at as updated_at
    from spend_log s, (select 1) as read_only$view$);
  made := made || make_litellm_view(target, 'LiteLLM_DailyUserSpend', litellm_daily_view('user_id'));
  made := made || make_litellm_view(target, 'LiteLLM_DailyTeamSpend', litellm_daily_view('team_id'));
  made := made || make_litellm_view(target, 'LiteLLM_DailyOrganizationSpend', litellm_daily_view('organization_id'));
  return array_remove(made, null);
end
$$;

-- Takes away what stands in the way of a change of our tables; the release that does so makes them again afterwards.
create function drop_litellm_views() returns void language plpgsql set search_path from current as $$
declare
  ours record;
begin
  for ours in
    select n.nspname, c.relname
      from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where c.relkind = 'v' and c.relname like 'LiteLLM\_%'
        and obj_description(c.oid, 'pg_class') = 'Read-only view of the gateway''s schema ' || current_schema()
  loop
    execute format('drop view %I.%I', ours.nspname, ours.relname);
  end loop;
end
$$;

-- Where they are: for an installation whose schema has another name than usual, in a schema of its own.
create function litellm_view_schema() returns text language sql stable set search_path from current as $$
  select case current_schema() when 'meridian' then 'litellm_compat' else 'litellm_compat_' || current_schema() end
$$;

-- A role that may make no schema does without; whoever may makes them later by the command "views".
do $$
begin
  perform make_litellm_views(litellm_view_schema());
exception when insufficient_privilege then
  raise notice 'No views named like LiteLLM''s tables: %', sqlerrm;
end
$$;
