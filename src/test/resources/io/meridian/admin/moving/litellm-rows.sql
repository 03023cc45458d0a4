-- What the field has, dirt included.
insert into "LiteLLM_BudgetTable" (budget_id, max_budget, rpm_limit, budget_duration, created_by) values
  ('b-org', 100, null, '30d', 'u-admin'), ('b-tier', null, 500, null, 'u-admin'), ('b-odd', 3, null, '1 fortnight', 'x'),
  (repeat('b', 300), 1, null, null, 'x');

insert into "LiteLLM_OrganizationTable" (organization_id, organization_alias, budget_id, spend) values
  ('org-1', 'First', 'b-org', 12.5), ('org-poor', 'Poor', 'gone', 0);

insert into "LiteLLM_UserTable" (user_id, user_email, user_role, teams, spend, password, models, created_at) values
  ('u-1', 'Ann@Example.test', 'internal_user', '{t-1}', 1.25, 'scrypt:of:ann', '{}', '2025-01-01'),
  ('u-2', 'ann@example.TEST', null, '{t-1,t-9}', null, null, null, null),
  ('u-admin', null, 'proxy_admin', '{}', 0, null, '{}', '2025-01-01');

insert into "LiteLLM_OrganizationMembership" (organization_id, user_id, user_role) values
  ('org-1', 'u-1', 'org_admin'), ('org-1', 'u-9', 'internal_user');

insert into "LiteLLM_ModelTable" (id, aliases) values (7, '"{\"fast\": \"moved\"}"');

insert into "LiteLLM_TeamTable" (team_id, team_alias, organization_id, members_with_roles, max_budget, budget_duration,
    budget_reset_at, spend, model_id) values
  ('t-1', 'Team', 'org-1', '[{"user_id": "u-1", "role": "user"}, {"user_id": "u-1", "role": "admin"},
    {"user_id": "ghost", "role": "user"}, {"user_email": "x@example.test", "role": "user"}]', 50, '10d',
    (now() at time zone 'utc')::date + 4, 2.5, 7),
  ('t-2', null, 'gone', 'null', 'Infinity', '1d', '2025-01-02', 9, null);

insert into "LiteLLM_TeamMembership" (user_id, team_id, spend, budget_id) values
  ('u-1', 't-1', 0.75, 'b-tier'), ('u-2', 't-1', 0.25, null);

insert into "LiteLLM_ProjectTable" (project_id, team_id) values ('p-1', 't-1'), ('p-2', null);

insert into "LiteLLM_EndUserTable" (user_id, alias, spend, budget_id, blocked) values ('c-1', 'Cus', 0.5, 'b-tier', true);

insert into "LiteLLM_TagTable" (tag_name, budget_id, spend) values ('tag-1', 'b-tier', 4);

insert into "LiteLLM_CredentialsTable" (credential_id, credential_name, credential_values) values
  ('cr-1', 'shared', '{"api_key": "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXOkbJ2gecOGa0zdE8Pq2v2n_JZWlLgDsTvq4O"}');

insert into "LiteLLM_ProxyModelTable" (model_id, model_name, litellm_params, model_info) values
  ('m-1', 'moved', '{"model": "AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYwDsErCxXMxlDNv-LZI5a8VEaeX8aVuC6xg0HbJO8Gh7V4g==",
    "api_base": "UPSTREAM/v1", "litellm_credential_name": "shared", "rpm": 100}', '{"id": "m-1", "db_model": true}'),
  ('m-2', 'foreign', '{"model": "openai/x",
    "api_key": "v2:gcm:BBECAwQFBgcICQoLNtMKStKg-DSn96v0dLAYqMvSMCFeisMILlk="}', '{}');

insert into "LiteLLM_VerificationToken" (token, key_name, key_alias, user_id, team_id, models, spend, metadata,
    max_budget, budget_duration, expires, created_at) values
  (encode(sha256('sk-moved-first'), 'hex'), 'sk-...irst', 'twice', 'u-1', 't-1', '{moved,fast}', 0.125, '{"note": "kept"}',
    5, '30min', null, '2025-03-01'),
  (encode(sha256('sk-moved-orphan'), 'hex'), 'sk-...phan', null, 'nobody', 'gone', null, null, '{}', null, null,
    null, null),
  (encode(sha256('sk-moved-late'), 'hex'), 'sk-...late', null, null, null, '{}', 0, '{}', null, null, '2025-01-01', null),
  ('not-a-hash', null, null, null, null, '{}', 0, '{}', null, null, null, null),
  (repeat('e', 64), null, null, 'u-admin', 'litellm-dashboard', '{}', 0, '{}', null, null, null, null),
  (repeat('f', 64), 'sk-...twin', 'twice', null, null, '{}', 7, '{}', null, null, null, null);

insert into "LiteLLM_VerificationToken" (token, spend)
  select encode(sha256(('sk-moved-' || n)::bytea), 'hex'), 1 from generate_series(1, 450) n;

insert into "LiteLLM_Config" (param_name, param_value) values ('general_settings', '{}');
