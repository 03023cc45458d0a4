package io.meridian.server;

import io.meridian.api.Exchange;
import jakarta.inject.Singleton;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** What stands at {@code /ui} where the user interface is switched off. */
@Singleton
@Path("ui{rest: (/.*)?}")
public final class UiDisabledResource {
    private static final byte[] NOTICE = """
        <!doctype html>
        <html lang="en">
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width">
        <title>Meridian</title>
        <h1>The user interface is disabled</h1>
        <p>This instance serves no pages. Ask its operator where administration takes place.</p>
        </html>
        """.getBytes(StandardCharsets.UTF_8);

    @GET
    public void notice(@Context Exchange exchange) throws IOException {
        exchange.answer(200, "text/html; charset=utf-8", NOTICE);
    }
}
