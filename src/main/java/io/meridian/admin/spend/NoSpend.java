package io.meridian.admin.spend;

import io.meridian.base.GatewayException;

/** What is said where there is no spend to be read. */
final class NoSpend {
    private NoSpend() {}

    static GatewayException withoutDatabase() {
        return new GatewayException.NoDatabase(
                500, "DB not connected. Management routes need a database: set DATABASE_URL.", null);
    }
}
