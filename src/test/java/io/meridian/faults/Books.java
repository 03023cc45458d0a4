package io.meridian.faults;

import io.meridian.api.Usage;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** What PostgreSQL knows about spend, read past the gateway. */
record Books(String jdbc) {
    static final BigDecimal PROMPT = new BigDecimal("0.0000012345678");
    static final BigDecimal COMPLETION = new BigDecimal("0.0000098765432");

    record Row(String callId, String status, long nanos, long prompt, long completion, boolean estimated) {
        boolean isInterrupted() {
            return status.equals("interrupted");
        }
    }

    static Books of(String url) {
        URI uri = URI.create(url);
        String[] credentials = uri.getUserInfo().split(":", 2);
        return new Books("jdbc:postgresql://%s:%d%s?user=%s&password=%s"
                .formatted(uri.getHost(), uri.getPort(), uri.getPath(), credentials[0], credentials[1]));
    }

    /** Summed exactly, rounded once, half up. */
    static long nanos(Usage usage) {
        return PROMPT.multiply(BigDecimal.valueOf(usage.promptTokens()))
                .add(COMPLETION.multiply(BigDecimal.valueOf(usage.completionTokens())))
                .setScale(9, RoundingMode.HALF_UP)
                .unscaledValue()
                .longValueExact();
    }

    List<Row> rows() {
        return query(
                "select call_id, status, spend_nano, prompt_tokens, completion_tokens, usage_estimated"
                        + " from meridian.spend_log",
                row -> new Row(
                        row.getString(1),
                        row.getString(2),
                        row.getLong(3),
                        row.getLong(4),
                        row.getLong(5),
                        row.getBoolean(6)));
    }

    long rowsOf(String keyHash) {
        return number("select coalesce(sum(spend_nano), 0) from meridian.spend_log where api_key = '" + keyHash + "'");
    }

    long totalOf(String keyHash) {
        return number("select coalesce(sum(amount_nano), 0) from meridian.spent where scope = 'api_key' and id = '"
                + keyHash + "'");
    }

    long days() {
        return number("select coalesce(sum(spend_nano), 0) from meridian.spend_daily");
    }

    private long number(String sql) {
        return query(sql, row -> row.getLong(1)).getFirst();
    }

    private interface Mapping<T> {
        T of(ResultSet row) throws SQLException;
    }

    private <T> List<T> query(String sql, Mapping<T> mapping) {
        try (Connection connection = DriverManager.getConnection(jdbc);
                Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery(sql)) {
            List<T> rows = new ArrayList<>();
            while (found.next()) {
                rows.add(mapping.of(found));
            }
            return rows;
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }
}
