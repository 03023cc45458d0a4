package io.meridian.admin.user;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.meridian.admin.form.Form;
import io.meridian.admin.people.Acting;
import io.meridian.base.GatewayException;
import io.meridian.base.JsonText;
import io.meridian.directory.User;
import java.util.ArrayList;
import java.util.List;

/** Many users at once, each of whom is changed or not without the others. */
record UserBatch(UserDesk desk) {
    private static final int MOST = 500;

    ObjectNode update(Form form, Acting acting) {
        List<Form> changes = changes(form);
        ObjectNode answer = JsonText.object();
        ArrayNode results = answer.putArray("results");
        int changed = 0;
        for (Form change : changes) {
            changed += update(change, acting, results.addObject()) ? 1 : 0;
        }
        answer.put("total_requested", changes.size());
        answer.put("successful_updates", changed);
        return answer.put("failed_updates", changes.size() - changed);
    }

    private boolean update(Form change, Acting acting, ObjectNode result) {
        result.set("user_id", change.any("user_id").over(NullNode.instance, NullNode.instance));
        result.set("user_email", change.any("user_email").over(NullNode.instance, NullNode.instance));
        try {
            User user = desk.change(change, acting);
            result.put("user_id", user.id()).put("user_email", user.name().email());
            result.put("success", true).putNull("error");
            result.set("updated_user", desk.view(user));
            return true;
        } catch (GatewayException refused) {
            if (refused.status() >= 500) {
                throw refused;
            }
            result.put("success", false).put("error", text(refused)).putNull("updated_user");
            return false;
        }
    }

    private List<Form> changes(Form form) {
        boolean all = form.flag("all_users").over(false, false);
        List<ObjectNode> named = form.objects("users");
        ObjectNode forAll = form.object("user_updates").over(JsonText.object(), JsonText.object());
        form.check();
        List<Form> changes = new ArrayList<>();
        if (all) {
            desk.everybody(MOST + 1).forEach(id -> {
                ObjectNode change = forAll.deepCopy();
                change.remove(List.of("user_email", "user_alias", "sso_user_id"));
                changes.add(Form.of(change.set("user_id", TextNode.valueOf(id))));
            });
        } else {
            named.forEach(change -> changes.add(Form.of(change)));
        }
        if (changes.isEmpty()) {
            throw new GatewayException.BadRequest("Either users or all_users with user_updates is required.", "users");
        }
        if (changes.size() > MOST) {
            throw new GatewayException.BadRequest("At most %d users at once.".formatted(MOST), "users");
        }
        return changes;
    }

    private static String text(GatewayException refused) {
        return refused instanceof GatewayException.Unprocessable fields
                ? fields.problems().stream()
                        .map(problem -> String.join(".", problem.location()) + ": " + problem.message())
                        .toList()
                        .toString()
                : refused.text();
    }
}
