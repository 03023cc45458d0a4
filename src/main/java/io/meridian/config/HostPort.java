package io.meridian.config;

/** A server to connect to. Immutable. */
public record HostPort(String host, int port) {
    static HostPort parse(String text, int standardPort) throws Unreadable {
        int close = text.indexOf(']');
        int colon = text.indexOf(':', Math.max(close, 0));
        String host = colon < 0 ? text : text.substring(0, colon);
        try {
            int port = colon < 0 ? standardPort : Integer.parseInt(text.substring(colon + 1));
            if (!host.isBlank() && port > 0 && port <= 65_535) {
                return new HostPort(host, port);
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new Unreadable("must name a host and a port");
    }

    @Override
    public String toString() {
        return host + ":" + port;
    }
}
