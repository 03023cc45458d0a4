package io.meridian.llm;

import java.io.IOException;

/** The client hung up while its answer was being written. */
final class ClientGone extends IOException {
    private static final long serialVersionUID = 1L;

    ClientGone(IOException cause) {
        super("the client is gone", cause);
    }
}
