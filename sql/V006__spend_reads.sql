-- What reports and lists of spend read.
--
-- What it costs where there are rows already: an index on the partitioned spend_log is made under a lock that lets
-- reads pass and keeps inserts waiting, about twenty seconds a million rows for all of them together. Calls are served
-- meanwhile: what they spend stays in the journals and is booked afterwards.

-- From when on spend counts, if that is later than the start of the budget's period. A reset is the next period, so it
-- changes no counter that traffic is changing.
alter table virtual_key add column spend_reset_at timestamptz;
alter table team add column spend_reset_at timestamptz;

-- Newest first, without a filter; the block range index was too coarse for the first page.
create index spend_log_started on spend_log (started_at);
drop index spend_log_time;

-- Newest first of one of them. Ties are sorted after the index is read, so no index carries the identity of a row.
create index spend_log_user on spend_log (user_id, started_at) where user_id is not null;
create index spend_log_team on spend_log (team_id, started_at) where team_id is not null;
create index spend_log_end_user on spend_log (end_user, started_at) where end_user is not null;
create index spend_log_session on spend_log (session_id, started_at) where session_id is not null;
create index spend_log_model on spend_log (model, started_at);
-- Few rows, and what is asked for when something is wrong: failures, their codes and messages.
create index spend_log_failed on spend_log (started_at) where status <> 'success';

-- The sums of a day as the activity reports want them. It has what spend_daily has and the kind of call, which could
-- not become part of that table's key while a release that knows it without is running; both are fed.
create table spend_activity (
  day date not null, -- UTC
  api_key text not null,
  user_id text not null, -- empty where a call had none: a null would not be unique
  team_id text not null,
  organization_id text not null,
  model text not null,
  model_group text not null,
  provider text not null,
  call_type text not null,
  spend_nano bigint not null,
  prompt_tokens bigint not null,
  completion_tokens bigint not null,
  cached_prompt_tokens bigint not null,
  cache_creation_tokens bigint not null,
  requests bigint not null,
  successful_requests bigint not null,
  failed_requests bigint not null,
  interrupted_requests bigint not null,
  primary key (day, api_key, user_id, team_id, organization_id, model, model_group, provider, call_type)
);

create index spend_activity_key on spend_activity (api_key, day);
create index spend_activity_user on spend_activity (user_id, day) where user_id <> '';
create index spend_activity_team on spend_activity (team_id, day) where team_id <> '';
create index spend_activity_organization on spend_activity (organization_id, day) where organization_id <> '';

-- Apart, because there may be as many of them as a client cares to name. Calls that name nobody are not in it.
create table spend_activity_end_user (
  day date not null,
  end_user text not null,
  api_key text not null,
  user_id text not null,
  team_id text not null,
  model text not null,
  model_group text not null,
  provider text not null,
  call_type text not null,
  spend_nano bigint not null,
  prompt_tokens bigint not null,
  completion_tokens bigint not null,
  cached_prompt_tokens bigint not null,
  cache_creation_tokens bigint not null,
  requests bigint not null,
  successful_requests bigint not null,
  failed_requests bigint not null,
  interrupted_requests bigint not null,
  primary key (day, end_user, api_key, user_id, team_id, model, model_group, provider, call_type)
);

create index spend_activity_end_user_one on spend_activity_end_user (end_user, day);

-- A call counts for each of its tags: sums over several tags count it several times.
create table spend_activity_tag (
  day date not null,
  tag text not null,
  api_key text not null,
  user_id text not null,
  team_id text not null,
  model text not null,
  model_group text not null,
  provider text not null,
  call_type text not null,
  spend_nano bigint not null,
  prompt_tokens bigint not null,
  completion_tokens bigint not null,
  cached_prompt_tokens bigint not null,
  cache_creation_tokens bigint not null,
  requests bigint not null,
  successful_requests bigint not null,
  failed_requests bigint not null,
  interrupted_requests bigint not null,
  primary key (day, tag, api_key, user_id, team_id, model, model_group, provider, call_type)
);

create index spend_activity_tag_one on spend_activity_tag (tag, day);

-- The past. Until now there was one kind of call and no tag, so the days are exact, also where rows were not kept;
-- end users are known from rows alone. What an instance of the release before books later is in spend_daily only.
insert into spend_activity (day, api_key, user_id, team_id, organization_id, model, model_group, provider, call_type,
    spend_nano, prompt_tokens, completion_tokens, cached_prompt_tokens, cache_creation_tokens, requests,
    successful_requests, failed_requests, interrupted_requests)
  select day, api_key, user_id, team_id, organization_id, model, model_group, provider, 'acompletion', spend_nano,
      prompt_tokens, completion_tokens, cached_prompt_tokens, cache_creation_tokens, requests, successful_requests,
      failed_requests, interrupted_requests
    from spend_daily;

insert into spend_activity_end_user (day, end_user, api_key, user_id, team_id, model, model_group, provider, call_type,
    spend_nano, prompt_tokens, completion_tokens, cached_prompt_tokens, cache_creation_tokens, requests,
    successful_requests, failed_requests, interrupted_requests)
  select (started_at at time zone 'UTC')::date, end_user, api_key, coalesce(user_id, ''), coalesce(team_id, ''), model,
      coalesce(model_group, ''), coalesce(provider, ''), call_type, sum(spend_nano)::bigint,
      sum(prompt_tokens)::bigint, sum(completion_tokens)::bigint, sum(cached_prompt_tokens)::bigint,
      sum(cache_creation_tokens)::bigint, count(*), count(*) filter (where status = 'success'),
      count(*) filter (where status = 'failure'), count(*) filter (where status = 'interrupted')
    from spend_log
    where end_user <> ''
    group by 1, 2, 3, 4, 5, 6, 7, 8, 9;
