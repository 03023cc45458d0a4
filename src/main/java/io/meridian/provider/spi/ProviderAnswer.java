package io.meridian.provider.spi;

import io.meridian.http.HttpHeader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;

/** What a provider answers, read while it arrives. Confined to one thread, but for {@link #abort}. */
public interface ProviderAnswer extends Closeable {
    int status();

    List<HttpHeader> headers();

    /** The type of the body, if the provider names one. */
    Optional<String> contentType();

    InputStream body() throws IOException;

    /** Ends the call from another thread: a read that waits fails. Without effect once the answer has ended. */
    void abort();

    /** Ends the call; unread parts of the answer are not waited for. */
    @Override
    void close() throws IOException;
}
