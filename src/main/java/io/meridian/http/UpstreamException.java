package io.meridian.http;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A call that got no answer, or not the whole of it; says how, and whether the upstream can have seen it. */
public final class UpstreamException extends IOException {
    private static final long serialVersionUID = 1L;

    /** In which way the call failed. */
    public enum Kind {
        /** Name not resolved, connection refused or reset, proxy said no. */
        CONNECT,
        /** The upstream's certificate or handshake was not acceptable. */
        TLS,
        TIMEOUT_CONNECT,
        TIMEOUT_FIRST_BYTE,
        /** Silence within the body. */
        TIMEOUT_IDLE,
        TIMEOUT_TOTAL,
        /** The connection ended, or the answer was not HTTP. */
        BROKEN,
        /** The host is, or resolves to, an address that callers must not reach. */
        REFUSED_ADDRESS
    }

    private final Kind kind;
    private final boolean requestSent;

    UpstreamException(Kind kind, boolean requestSent, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
        this.requestSent = requestSent;
    }

    static UpstreamException before(Kind kind, String message, @Nullable Throwable cause) {
        return new UpstreamException(kind, false, message, cause);
    }

    public Kind kind() {
        return kind;
    }

    /** Whether any byte of the request can have arrived; if not, repeating it is safe whatever it asks for. */
    public boolean requestSent() {
        return requestSent;
    }

    public boolean isTimeout() {
        return switch (kind) {
            case TIMEOUT_CONNECT, TIMEOUT_FIRST_BYTE, TIMEOUT_IDLE, TIMEOUT_TOTAL -> true;
            case CONNECT, TLS, BROKEN, REFUSED_ADDRESS -> false;
        };
    }
}
