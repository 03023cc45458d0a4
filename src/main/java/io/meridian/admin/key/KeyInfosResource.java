package io.meridian.admin.key;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.meridian.admin.form.Form;
import io.meridian.admin.office.Office;
import io.meridian.api.Exchange;
import io.meridian.auth.KeyHash;
import io.meridian.auth.VirtualKey;
import io.meridian.base.GatewayException;
import io.meridian.base.JsonText;
import io.meridian.base.Usd;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What many keys are, at once. */
@Singleton
@Path("v2/key")
public final class KeyInfosResource {
    private static final int MOST = 1_000;

    private final Optional<KeyDesk> desk;

    @Inject
    KeyInfosResource(Optional<KeyDesk> desk) {
        this.desk = desk;
    }

    /** Those that there are of the keys named, in no order. */
    @POST
    @Path("info")
    public void info(@Context Exchange exchange) throws IOException {
        KeyDesk keys = Office.required(desk);
        Form form = Form.of(exchange.body());
        List<String> named = form.require("keys", form.texts("keys"));
        if (named.size() > MOST) {
            throw new GatewayException.BadRequest("At most %d keys can be asked for at once.".formatted(MOST), "keys");
        }
        List<VirtualKey> found =
                keys.findAll(named.stream().map(KeyHash::named).distinct().toList());
        Map<VirtualKey, Usd> spent = keys.accounts().spent(found);
        ObjectNode answer = JsonText.object();
        named.forEach(answer.putArray("key")::add);
        ArrayNode info = answer.putArray("info");
        found.forEach(key -> info.add(KeyView.row(key, spent.getOrDefault(key, Usd.ZERO), keys.accounts())));
        exchange.answerJson(200, JsonText.bytes(answer));
    }
}
