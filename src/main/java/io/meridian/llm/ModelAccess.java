package io.meridian.llm;

import io.meridian.auth.Caller;
import io.meridian.base.GatewayException;
import java.util.List;

/** Which models a caller may name. */
final class ModelAccess {
    private ModelAccess() {}

    /** The refusal speaks of the name that was asked for: what else that leads to is not the caller's business. */
    static void require(Caller caller, String model, String asked) {
        if (!permits(caller, model)) {
            throw new GatewayException.Forbidden(
                    "key_model_access_denied",
                    ("The requested model '%s' is not available for this API key, or the model name is invalid. "
                                    + "Call `/v1/models` to see the models this key may use.")
                            .formatted(asked),
                    "model");
        }
    }

    static boolean permits(Caller caller, String model) {
        return caller.key()
                .map(key -> permits(key.access().models(), model)
                        || key.access().aliases().containsKey(model))
                .orElse(true);
    }

    private static boolean permits(List<String> models, String model) {
        if (models.isEmpty()) {
            return true;
        }
        for (String entry : models) {
            if (permits(entry, model)) {
                return true;
            }
        }
        return false;
    }

    private static boolean permits(String entry, String model) {
        return switch (entry) {
            case "*", "all-proxy-models", "all-team-models" -> true;
            case "no-default-models" -> false;
            default -> entry.equals(model) || (entry.indexOf('*') >= 0 && matches(entry, model));
        };
    }

    /** Only the star is special; the parts between stars must occur in their order. */
    private static boolean matches(String entry, String model) {
        String[] parts = entry.split("\\*", -1);
        if (!model.startsWith(parts[0])) {
            return false;
        }
        int at = parts[0].length();
        for (int i = 1; i < parts.length - 1; i++) {
            int found = model.indexOf(parts[i], at);
            if (found < 0) {
                return false;
            }
            at = found + parts[i].length();
        }
        String last = parts[parts.length - 1];
        return model.length() - last.length() >= at && model.endsWith(last);
    }
}
