package io.meridian.config;

import io.meridian.base.Secret;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/** The login of the administrator who exists before any user does, and what the login page shows. Immutable. */
public record UserInterfaceConfig(
        String username,
        Optional<Secret> password,
        Duration sessionDuration,
        Optional<String> adminId,
        Optional<URI> logoutUrl,
        Optional<URI> apiDocBaseUrl,
        boolean autoRedirectToSso,
        boolean hideDefaultCredentialsHint) {}
