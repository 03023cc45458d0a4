package io.meridian.http;

/** The use of one connection for one call; ends exactly once. Used by one thread. */
final class Lease {
    private final RoutePool pool;
    private final UpstreamConnection connection;
    private long idleLimit;
    private boolean ended;

    Lease(RoutePool pool, UpstreamConnection connection) {
        this.pool = pool;
        this.connection = connection;
    }

    UpstreamConnection connection() {
        return connection;
    }

    /** For how long the connection may wait for its next call; it is closed unless this was said. */
    void mayIdle(long nanos) {
        idleLimit = nanos;
    }

    void giveBack() {
        if (!ended) {
            ended = true;
            // bytes behind the end of an answer are nobody's
            if (idleLimit > 0 && connection.isReusable()) {
                pool.giveBack(connection, idleLimit);
            } else {
                pool.drop(connection);
            }
        }
    }

    void discard() {
        if (!ended) {
            ended = true;
            pool.drop(connection);
        }
    }
}
