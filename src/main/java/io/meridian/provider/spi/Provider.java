package io.meridian.provider.spi;

import java.io.IOException;

/** Somebody who runs models. Implementations are safe for use by many threads. */
public interface Provider {
    /** Sends a chat completion and waits for the head of the answer. */
    ProviderAnswer complete(ProviderCall call) throws IOException;
}
