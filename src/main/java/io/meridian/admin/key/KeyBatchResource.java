package io.meridian.admin.key;

import io.meridian.admin.form.Form;
import io.meridian.admin.office.Office;
import io.meridian.api.Exchange;
import io.meridian.auth.Permit;
import io.meridian.base.JsonText;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import java.io.IOException;
import java.util.Optional;

/** Many keys changed at once, each in its own way. */
@Singleton
@Path("key/bulk_update")
public final class KeyBatchResource {
    private final Optional<KeyBatch> batch;

    @Inject
    KeyBatchResource(Optional<KeyBatch> batch) {
        this.batch = batch;
    }

    @POST
    public void change(@Context Exchange exchange, @Context Permit permit) throws IOException {
        exchange.answerJson(
                200,
                JsonText.bytes(Office.required(batch).change(Form.of(exchange.body()), Acting.of(exchange, permit))));
    }
}
