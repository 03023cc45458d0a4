-- The tables of a LiteLLM database that an import reads, as such a database has them, without what refers to what:
-- the field has rows that refer to nothing.

create table public."LiteLLM_BudgetTable" (
  "budget_id" text, "max_budget" double precision, "soft_budget" double precision,
  "max_parallel_requests" integer, "tpm_limit" bigint, "rpm_limit" bigint, "tpd_limit" bigint,
  "model_max_budget" jsonb, "budget_duration" text, "budget_reset_at" timestamp(3),
  "allowed_models" text[] default '{}', "temp_budget_increase" double precision,
  "temp_budget_expiry" timestamp(3), "created_at" timestamp(3) default current_timestamp, "created_by" text,
  "updated_at" timestamp(3) default current_timestamp, "updated_by" text, primary key ("budget_id")
);

create table public."LiteLLM_OrganizationTable" (
  "organization_id" text, "organization_alias" text, "budget_id" text, "metadata" jsonb default '{}',
  "models" text[] default '{}', "spend" double precision default 0, "model_spend" jsonb default '{}',
  "object_permission_id" text, "created_at" timestamp(3) default current_timestamp, "created_by" text,
  "updated_at" timestamp(3) default current_timestamp, "updated_by" text, primary key ("organization_id")
);

create table public."LiteLLM_UserTable" (
  "user_id" text, "user_alias" text, "team_id" text, "sso_user_id" text, "organization_id" text,
  "object_permission_id" text, "password" text, "password_reset_required" boolean,
  "last_breach_check_at" timestamp(3), "teams" text[] default '{}', "user_role" text,
  "max_budget" double precision, "spend" double precision default 0, "user_email" text,
  "models" text[] default '{}', "metadata" jsonb default '{}', "max_parallel_requests" integer,
  "tpm_limit" bigint, "rpm_limit" bigint, "budget_duration" text, "budget_reset_at" timestamp(3),
  "allowed_cache_controls" text[] default '{}', "policies" text[] default '{}',
  "model_spend" jsonb default '{}', "model_max_budget" jsonb default '{}', "created_at" timestamp(3),
  "updated_at" timestamp(3), primary key ("user_id")
);

create table public."LiteLLM_OrganizationMembership" (
  "user_id" text, "organization_id" text, "user_role" text, "spend" double precision, "budget_id" text,
  "created_at" timestamp(3), "updated_at" timestamp(3), primary key ("user_id", "organization_id")
);

create table public."LiteLLM_ModelTable" (
  "id" integer, "aliases" jsonb, "created_at" timestamp(3) default current_timestamp, "created_by" text,
  "updated_at" timestamp(3) default current_timestamp, "updated_by" text, primary key ("id")
);

create table public."LiteLLM_TeamTable" (
  "team_id" text, "team_alias" text, "organization_id" text, "object_permission_id" text,
  "admins" text[] default '{}', "members" text[] default '{}', "members_with_roles" jsonb default '{}',
  "metadata" jsonb default '{}', "max_budget" double precision, "soft_budget" double precision,
  "spend" double precision default 0, "models" text[] default '{}', "max_parallel_requests" integer,
  "tpm_limit" bigint, "rpm_limit" bigint, "tpd_limit" bigint, "budget_duration" text,
  "budget_reset_at" timestamp(3), "blocked" boolean default false,
  "created_at" timestamp(3) default current_timestamp, "updated_at" timestamp(3) default current_timestamp,
  "model_spend" jsonb default '{}', "model_max_budget" jsonb default '{}', "router_settings" jsonb,
  "team_member_permissions" text[] default '{}', "access_group_ids" text[] default '{}',
  "policies" text[] default '{}', "default_team_member_models" text[] default '{}', "budget_limits" jsonb,
  "model_id" integer, "allow_team_guardrail_config" boolean default false, primary key ("team_id")
);

create table public."LiteLLM_TeamMembership" (
  "user_id" text, "team_id" text, "spend" double precision default 0, "total_spend" double precision default 0,
  "budget_id" text, primary key ("user_id", "team_id")
);

create table public."LiteLLM_ProjectTable" (
  "project_id" text, "project_alias" text, "description" text, "team_id" text, "budget_id" text,
  "metadata" jsonb default '{}', "models" text[] default '{}', "spend" double precision default 0,
  "model_spend" jsonb default '{}', "model_rpm_limit" jsonb default '{}', "model_tpm_limit" jsonb default '{}',
  "blocked" boolean default false, "object_permission_id" text,
  "created_at" timestamp(3) default current_timestamp, "created_by" text,
  "updated_at" timestamp(3) default current_timestamp, "updated_by" text, primary key ("project_id")
);

create table public."LiteLLM_EndUserTable" (
  "user_id" text, "alias" text, "spend" double precision default 0, "allowed_model_region" text,
  "default_model" text, "models" text[] default '{}', "budget_id" text, "object_permission_id" text,
  "blocked" boolean default false, primary key ("user_id")
);

create table public."LiteLLM_TagTable" (
  "tag_name" text, "description" text, "models" text[] default '{}', "model_info" jsonb,
  "spend" double precision default 0, "budget_id" text, "created_at" timestamp(3) default current_timestamp,
  "created_by" text, "updated_at" timestamp(3) default current_timestamp, primary key ("tag_name")
);

create table public."LiteLLM_CredentialsTable" (
  "credential_id" text, "credential_name" text, "display_name" text, "credential_values" jsonb default '{}',
  "credential_info" jsonb, "created_at" timestamp(3) default current_timestamp, "created_by" text,
  "updated_at" timestamp(3) default current_timestamp, "updated_by" text, primary key ("credential_id")
);

create table public."LiteLLM_ProxyModelTable" (
  "model_id" text, "model_name" text, "litellm_params" jsonb default '{}', "model_info" jsonb,
  "blocked" boolean default false, "created_at" timestamp(3) default current_timestamp, "created_by" text,
  "updated_at" timestamp(3) default current_timestamp, "updated_by" text, primary key ("model_id")
);

create table public."LiteLLM_VerificationToken" (
  "token" text, "key_name" text, "key_alias" text, "soft_budget_cooldown" boolean default false,
  "spend" double precision default 0, "total_spend" double precision default 0, "expires" timestamp(3),
  "models" text[] default '{}', "aliases" jsonb default '{}', "config" jsonb default '{}',
  "router_settings" jsonb, "user_id" text, "team_id" text, "agent_id" text, "project_id" text,
  "permissions" jsonb default '{}', "max_parallel_requests" integer, "metadata" jsonb default '{}',
  "blocked" boolean, "tpm_limit" bigint, "rpm_limit" bigint, "tpd_limit" bigint, "max_budget" double precision,
  "budget_duration" text, "budget_reset_at" timestamp(3), "allowed_cache_controls" text[] default '{}',
  "allowed_routes" text[] default '{}', "key_type" text, "policies" text[] default '{}',
  "access_group_ids" text[] default '{}', "model_spend" jsonb default '{}',
  "model_max_budget" jsonb default '{}', "budget_fallbacks" jsonb default '{}', "budget_id" text,
  "organization_id" text, "object_permission_id" text, "created_at" timestamp(3), "created_by" text,
  "updated_at" timestamp(3), "updated_by" text, "settings_updated_at" timestamp(3), "last_active" timestamp(3),
  "rotation_count" integer, "auto_rotate" boolean, "rotation_interval" text, "last_rotation_at" timestamp(3),
  "key_rotation_at" timestamp(3), "budget_limits" jsonb, primary key ("token")
);

create table public."LiteLLM_ObjectPermissionTable" (
  "object_permission_id" text, "mcp_servers" text[] default '{}', "mcp_access_groups" text[] default '{}',
  "mcp_tool_permissions" jsonb, "vector_stores" text[] default '{}', "agents" text[] default '{}',
  "agent_access_groups" text[] default '{}', "models" text[] default '{}', "blocked_tools" text[] default '{}',
  "mcp_toolsets" text[] default '{}', "search_tools" text[] default '{}', "mcp_tool_search_enabled" boolean,
  "skills" text[] default '{}', primary key ("object_permission_id")
);

create table public."LiteLLM_SpendLogs" (
  "request_id" text, "call_type" text, "api_key" text, "spend" double precision default 0,
  "total_tokens" integer, "prompt_tokens" integer, "completion_tokens" integer,
  "startTime" timestamp(3) default current_timestamp, "endTime" timestamp(3) default current_timestamp,
  "request_duration_ms" integer, "completionStartTime" timestamp(3), "model" text, "model_id" text,
  "model_group" text, "custom_llm_provider" text, "api_base" text, "user" text, "metadata" jsonb,
  "cache_hit" text, "cache_key" text, "request_tags" jsonb, "team_id" text, "organization_id" text,
  "end_user" text, "requester_ip_address" text, "messages" jsonb, "response" jsonb, "session_id" text,
  "status" text, "mcp_namespaced_tool_name" text, "billing_agent_id" text, "agent_id" text,
  "proxy_server_request" jsonb, "litellm_call_id" text, "created_at" timestamp(3) default current_timestamp,
  "updated_at" timestamp(3) default current_timestamp, primary key ("request_id")
);

create table public."LiteLLM_Config" (
  "param_name" text, "param_value" jsonb, "last_run_at" timestamp(3), "reload_revision" bigint,
  primary key ("param_name")
);
