package io.meridian.provider.spi;

import io.meridian.http.HttpHeader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;

/** What a provider answers, read while it arrives. Confined to one thread. */
public interface ProviderAnswer extends Closeable {
    int status();

    List<HttpHeader> headers();

    InputStream body() throws IOException;

    /** Waits until there is something to read, the end included; false if that time passed in silence. */
    boolean awaitBody(Duration patience) throws IOException;

    /** Ends the call; unread parts of the answer are not waited for. */
    @Override
    void close() throws IOException;
}
