package io.meridian.config;

import java.util.List;
import java.util.Optional;

/** Who may make keys, and what a request for one has to say: of a team, and of nobody but its user. Immutable. */
public record KeyCreation(Optional<Rule> team, Optional<Rule> personal) {
    public static final KeyCreation ANY = new KeyCreation(Optional.empty(), Optional.empty());

    /** No roles means that the role does not matter. */
    public record Rule(List<String> roles, List<String> requiredParams) {
        public Rule {
            roles = List.copyOf(roles);
            requiredParams = List.copyOf(requiredParams);
        }
    }

    static KeyCreation read(Section litellm) {
        Section section = litellm.child(LitellmKeys.KEY_CREATION.name());
        return new KeyCreation(
                rule(section, "team_key_generation", "allowed_team_member_roles"),
                rule(section, "personal_key_generation", "allowed_user_roles"));
    }

    private static Optional<Rule> rule(Section section, String name, String roles) {
        if (!section.has(name)) {
            return Optional.empty();
        }
        Section rule = section.child(name);
        return Optional.of(new Rule(texts(rule, roles), texts(rule, "required_params")));
    }

    private static List<String> texts(Section rule, String name) {
        return rule.has(name) ? Texts.list(rule, name) : List.of();
    }
}
