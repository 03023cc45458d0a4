package io.meridian.admin.spend;

import io.meridian.base.Usd;
import java.util.Map;
import java.util.Optional;

/** Which rows are asked for; what is absent lets every row pass. Immutable. */
record RowFilter(
        Optional<Span> span, Map<Name, String> names, Outcome outcome, Optional<Usd> least, Optional<Usd> most) {
    static final RowFilter NONE =
            new RowFilter(Optional.empty(), Map.of(), Outcome.ANY, Optional.empty(), Optional.empty());

    RowFilter {
        names = Map.copyOf(names);
    }

    /** What a row is asked for by name. */
    enum Name {
        API_KEY("api_key"),
        USER("user_id"),
        TEAM("team_id"),
        END_USER("end_user"),
        SESSION("session_id"),
        /** The upstream's id, or the call's. */
        REQUEST("request_id"),
        MODEL("model"),
        MODEL_ID("model_id"),
        MODEL_GROUP("model_group"),
        /** Any part of it. */
        KEY_ALIAS("key_alias");

        private final String parameter;

        Name(String parameter) {
            this.parameter = parameter;
        }

        String parameter() {
            return parameter;
        }
    }

    /** How the call ended. */
    record Outcome(
            Optional<Boolean> succeeded, Optional<String> errorCode, Optional<String> errorMessage, boolean never) {
        static final Outcome ANY = new Outcome(Optional.empty(), Optional.empty(), Optional.empty(), false);
    }

    RowFilter within(Span wanted) {
        return new RowFilter(Optional.of(wanted), names, outcome, least, most);
    }
}
