package io.meridian.admin.credential;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.meridian.admin.office.Office;
import io.meridian.api.Exchange;
import io.meridian.base.JsonText;
import io.meridian.base.Sealer;
import io.meridian.model.Resealed;
import io.meridian.model.Resealing;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import java.io.IOException;
import java.util.Optional;

/** Seals everything that is stored under the salt key of today, beside the traffic and as often as one likes. */
@Singleton
@Path("credentials/migrate-encryption")
public final class EncryptionResource {
    private final Optional<Resealing> resealing;
    private final Optional<Sealer> sealer;

    @Inject
    EncryptionResource(Optional<Resealing> resealing, Optional<Sealer> sealer) {
        this.resealing = resealing;
        this.sealer = sealer;
    }

    @POST
    public void migrate(@Context Exchange exchange) throws IOException {
        answer(exchange, exchange.query("dry_run").map("true"::equalsIgnoreCase).orElse(false));
    }

    @GET
    @Path("check")
    public void check(@Context Exchange exchange) throws IOException {
        answer(exchange, true);
    }

    private void answer(Exchange exchange, boolean dry) throws IOException {
        Resealed done = Office.required(resealing).run(dry);
        ObjectNode answer = JsonText.object().put("dry_run", dry);
        answer.put("key_id", sealer.map(Sealer::keyId).orElse(null));
        answer.put("rows", done.rows());
        answer.put(dry ? "to_migrate" : "migrated", done.renewed());
        answer.set("unreadable", JsonText.tree(done.unreadable()));
        exchange.answerJson(200, JsonText.bytes(answer));
    }
}
