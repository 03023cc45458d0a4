package io.meridian.config;

/** The settings sections of the file, and those of the user interface. Immutable. */
public record Settings(
        GeneralSettings general,
        LitellmSettings litellm,
        RouterSettings router,
        LimitSettings limits,
        AuditConfig audit,
        UserInterfaceConfig userInterface) {}
