package io.meridian.observe;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.meridian.api.Exchange;
import io.meridian.base.JsonText;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import java.io.IOException;

/** What somebody sees who opens the gateway's address: what this is, and where to go from here. */
@Singleton
@Path("")
public final class IndexResource {
    private final String version;

    @Inject
    IndexResource(String version) {
        this.version = version;
    }

    @GET
    public void index(@Context Exchange exchange) throws IOException {
        ObjectNode page = JsonText.object().put("name", "Meridian").put("version", version);
        page.putObject("links")
                .put("chat", exchange.link("/v1/chat/completions"))
                .put("models", exchange.link("/v1/models"))
                .put("readiness", exchange.link("/health/readiness"))
                .put("metrics", exchange.link("/metrics"));
        exchange.answerJson(200, JsonText.bytes(page));
    }
}
