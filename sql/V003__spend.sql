-- What every call cost. Amounts are whole nano-dollars; the name of the column says so.
create table spend_log (
  -- where the call stands in the journal of the instance that served it: the only identity of a row
  journal_id uuid not null,
  journal_segment bigint not null,
  journal_offset bigint not null,
  request_id text not null, -- the upstream's, not unique
  call_id text not null, -- the client may choose it, not unique
  call_type text not null,
  api_key text not null, -- SHA-256 of the key, or litellm_proxy_master_key
  key_alias text,
  user_id text,
  team_id text,
  organization_id text,
  project_id text,
  end_user text,
  agent_id text,
  session_id text,
  requester_ip text,
  request_tags text[] not null default '{}',
  model text not null,
  model_id text,
  model_group text,
  provider text,
  api_base text,
  status text not null check (status in ('success', 'failure', 'interrupted')),
  spend_nano bigint not null,
  reserved_nano bigint not null, -- the estimate the call started with
  prompt_tokens bigint not null,
  completion_tokens bigint not null,
  total_tokens bigint not null,
  cached_prompt_tokens bigint not null,
  cache_creation_tokens bigint not null,
  audio_prompt_tokens bigint not null,
  reasoning_tokens bigint not null,
  audio_completion_tokens bigint not null,
  usage_estimated boolean not null,
  started_at timestamptz not null,
  first_token_at timestamptz,
  ended_at timestamptz not null,
  metadata jsonb not null default '{}',
  primary key (journal_id, journal_segment, journal_offset, started_at)
) partition by range (started_at);

create index spend_log_call on spend_log (call_id);
create index spend_log_request on spend_log (request_id);
create index spend_log_key on spend_log (api_key, started_at);
create index spend_log_time on spend_log using brin (started_at);

-- The running total of a key, team, ... in one period, apart from the rows that describe them.
create table spent (
  scope text not null,
  id text not null,
  period_start timestamptz not null,
  amount_nano bigint not null,
  primary key (scope, id, period_start)
);

create table spend_daily (
  day date not null, -- UTC
  api_key text not null,
  user_id text not null, -- empty where a call had none: a null would not be unique
  team_id text not null,
  organization_id text not null,
  model text not null,
  model_group text not null,
  provider text not null,
  spend_nano bigint not null,
  prompt_tokens bigint not null,
  completion_tokens bigint not null,
  cached_prompt_tokens bigint not null,
  cache_creation_tokens bigint not null,
  requests bigint not null,
  successful_requests bigint not null,
  failed_requests bigint not null,
  interrupted_requests bigint not null,
  primary key (day, api_key, user_id, team_id, organization_id, model, model_group, provider)
);

create index spend_daily_user on spend_daily (user_id, day);
create index spend_daily_team on spend_daily (team_id, day);

-- How far each journal is in the tables above; written in the same transaction as they are.
create table spend_ingest (
  journal_id uuid primary key,
  journal_segment bigint not null,
  journal_offset bigint not null,
  ingested_at timestamptz not null default clock_timestamp()
);
