package io.meridian.config;

/** Reads the settings sections into their records. */
final class SettingsReader {
    private final Section environment;
    private final Section general;
    private final Section litellm;
    private final Section router;

    SettingsReader(Section environment, Section general, Section litellm, Section router) {
        this.environment = environment;
        this.general = general;
        this.litellm = litellm;
        this.router = router;
    }

    Settings read() {
        return new Settings(
                readGeneral(),
                readLitellm(),
                new RouterReader(router).read(),
                readLimits(),
                readAudit(),
                readUserInterface());
    }

    private GeneralSettings readGeneral() {
        return new GeneralSettings(
                environment.find(Variables.STORE_MODELS).orElseGet(() -> general.get(GeneralKeys.STORE_MODELS)),
                general.find(GeneralKeys.COMPLETION_MODEL),
                general.find(GeneralKeys.CALLER_CACHE),
                general.get(GeneralKeys.UNKNOWN_KEY_CACHE),
                general.get(GeneralKeys.ALLOW_WITHOUT_DATABASE),
                general.get(GeneralKeys.STREAM_USAGE),
                general.get(GeneralKeys.CALL_ID_IN_ERRORS),
                general.get(GeneralKeys.NO_SPEND_LOGS),
                general.get(GeneralKeys.NO_ERROR_LOGS),
                general.find(GeneralKeys.USER_HEADER),
                general.get(GeneralKeys.PUBLIC_DETAILS),
                environment.find(Variables.ENVIRONMENT));
    }

    private LitellmSettings readLitellm() {
        int status = litellm.get(LitellmKeys.BUDGET_STATUS);
        if (status > 499) {
            litellm.problem(LitellmKeys.BUDGET_STATUS, "must be between 400 and 499");
        }
        return new LitellmSettings(
                litellm.get(LitellmKeys.REQUEST_TIMEOUT),
                litellm.get(LitellmKeys.DROP_PARAMS),
                Texts.of(litellm, LitellmKeys.ALIASES),
                status,
                litellm.get(LitellmKeys.TIMEZONE),
                KeyParameters.defaults(litellm),
                KeyParameters.bounds(litellm),
                KeyCreation.read(litellm),
                litellm.find(LitellmKeys.KEEPALIVE),
                litellm.get(LitellmKeys.NO_MESSAGE_LOG));
    }

    private LimitSettings readLimits() {
        return new LimitSettings(
                environment.get(Variables.RATE_WINDOW),
                general.get(GeneralKeys.TOKEN_TYPE),
                environment.get(Variables.TOKEN_RESERVATION),
                !general.get(GeneralKeys.NO_BUDGET_RESERVATION),
                general.get(GeneralKeys.CLOSED_LIMITS),
                general.get(GeneralKeys.CLOSED_BUDGETS));
    }

    private AuditConfig readAudit() {
        return new AuditConfig(
                litellm.get(LitellmKeys.AUDIT),
                general.get(GeneralKeys.CLOSED_AUDIT),
                general.find(GeneralKeys.AUDIT_RETENTION));
    }

    private UserInterfaceConfig readUserInterface() {
        return new UserInterfaceConfig(
                environment.get(Variables.UI_USERNAME),
                environment.find(Variables.UI_PASSWORD),
                environment.get(Variables.UI_SESSION),
                environment.find(Variables.ADMIN_ID),
                environment.find(Variables.LOGOUT_URL),
                environment.find(Variables.API_DOC_URL),
                environment.find(Variables.AUTO_SSO).orElseGet(() -> general.get(GeneralKeys.AUTO_SSO)),
                environment.find(Variables.HIDE_HINT).orElseGet(() -> general.get(GeneralKeys.HIDE_HINT)));
    }
}
