package io.meridian.admin.audit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.meridian.admin.form.View;
import io.meridian.base.JsonText;
import org.jspecify.annotations.Nullable;

/** The audit log on the wire. */
final class AuditView {
    private AuditView() {}

    static ObjectNode of(AuditRow row) {
        Entry entry = row.entry();
        ObjectNode view = JsonText.object();
        view.put("id", entry.id().toString());
        View.put(view, "updated_at", entry.updatedAt());
        view.put("changed_by", entry.changedBy());
        view.put("changed_by_api_key", entry.changedByApiKey());
        view.put("action", entry.action());
        view.put("table_name", entry.table());
        view.put("object_id", entry.objectId());
        view.set("before_value", json(entry.before()));
        view.set("updated_values", json(entry.after()));
        return view;
    }

    static ObjectNode of(AuditListStore.Found found, AuditQuery query) {
        ObjectNode view = JsonText.object();
        ArrayNode rows = view.putArray("audit_logs");
        found.rows().forEach(row -> rows.add(of(row)));
        return query.page().addTotals(view, found.total());
    }

    static ObjectNode of(Verdict verdict) {
        ObjectNode view = JsonText.object();
        view.put("status", verdict.status());
        view.put("rows", verdict.rows());
        view.set("first_broken", verdict.fault().<JsonNode>map(AuditView::of).orElse(NullNode.instance));
        view.put(
                "reason",
                verdict.fault().map(fault -> fault.reason().wireName()).orElse(null));
        view.set("head", verdict.head().<JsonNode>map(AuditView::of).orElse(NullNode.instance));
        view.set("checkpoint", verdict.checkpoint().<JsonNode>map(AuditView::of).orElse(NullNode.instance));
        return view;
    }

    private static ObjectNode of(Fault fault) {
        ObjectNode view = JsonText.object();
        view.put("part", fault.part().wireName());
        view.put("seq", fault.seq());
        view.put("id", fault.id().map(Object::toString).orElse(null));
        return view;
    }

    private static ObjectNode of(Head head) {
        ObjectNode view = of(head.link());
        View.put(view, "signed_at", head.signedAt());
        return view;
    }

    private static ObjectNode of(Checkpoint checkpoint) {
        ObjectNode view = of(checkpoint.link());
        View.put(view, "pruned_at", checkpoint.prunedAt());
        view.put("rows", checkpoint.rows());
        return view;
    }

    private static ObjectNode of(Link link) {
        return JsonText.object().put("seq", link.seq()).put("mac", link.mac());
    }

    /** Somebody may have written into the table what is no JSON; whoever reads the log has to see that too. */
    private static JsonNode json(@Nullable String stored) {
        if (stored == null) {
            return NullNode.instance;
        }
        try {
            return JsonText.stored(stored);
        } catch (IllegalStateException altered) {
            return TextNode.valueOf(stored);
        }
    }
}
