package io.meridian.store;

import io.meridian.base.Secret;
import java.time.Duration;

/**
 * How PostgreSQL is reached. {@code directUrl} bypasses a transaction pooler for migrations and notifications; it
 * equals {@code url} where there is no pooler.
 */
public record DatabaseSettings(
        String url,
        String directUrl,
        String user,
        Secret password,
        String schema,
        int connections,
        Duration connectionTimeout,
        Duration statementTimeout) {}
