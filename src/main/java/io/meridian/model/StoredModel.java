package io.meridian.model;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.meridian.base.JsonText;
import io.meridian.directory.Stamps;
import java.util.Optional;

/**
 * A deployment that an administrator made. Immutable.
 *
 * @param params {@code litellm_params} as they were sent, references to variables included
 * @param info {@code model_info} as JSON
 */
public record StoredModel(String id, String name, Values params, String info, boolean blocked, Stamps stamps) {
    /** A tree of one's own. */
    public ObjectNode infoTree() {
        return (ObjectNode) JsonText.stored(info);
    }

    /** The team that alone may call it. */
    public Optional<String> team() {
        return Optional.ofNullable(infoTree().path("team_id").textValue());
    }

    public StoredModel with(String newInfo, Stamps newStamps) {
        return new StoredModel(id, name, params, newInfo, blocked, newStamps);
    }
}
