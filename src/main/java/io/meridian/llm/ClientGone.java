package io.meridian.llm;

import java.io.IOException;

/** The client hung up while its answer was being written. */
final class ClientGone extends IOException {
    /** How such a call is recorded; nobody is left to be told. */
    static final int STATUS = 499;

    private static final long serialVersionUID = 1L;

    ClientGone(IOException cause) {
        super("the client is gone", cause);
    }
}
