package io.meridian.store;

import io.meridian.base.Secret;
import java.time.Duration;

/**
 * How PostgreSQL is reached. {@code directUrl} bypasses a transaction pooler for migrations and notifications; it
 * equals {@code url} where there is no pooler. Through one that is {@code pooled} nothing is said about the session:
 * a pooler refuses what it does not know, and gives the next transaction to another session.
 */
public record DatabaseSettings(
        String url,
        String directUrl,
        String user,
        Secret password,
        String schema,
        int connections,
        Duration connectionTimeout,
        Duration statementTimeout,
        boolean pooled) {}
