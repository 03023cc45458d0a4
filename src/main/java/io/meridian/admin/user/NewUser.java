package io.meridian.admin.user;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.meridian.admin.form.Form;
import io.meridian.admin.people.Acting;
import io.meridian.admin.people.KeyDealings;
import io.meridian.admin.people.UserFields;
import io.meridian.auth.PasswordHash;
import io.meridian.directory.Role;
import io.meridian.directory.User;
import io.meridian.store.Transaction;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** Everything a request says of a new user, before anything of it is stored. Immutable. */
record NewUser(
        User user,
        List<TeamEntry> teams,
        List<String> organizations,
        Optional<String> passwordHash,
        Optional<Function<Transaction, ObjectNode>> key) {
    /** Said of the user; a key that repeated it would be bound by it twice. */
    private static final List<String> NOT_OF_THE_KEY = List.of(
            "key",
            "max_budget",
            "soft_budget",
            "budget_duration",
            "max_parallel_requests",
            "tpm_limit",
            "rpm_limit",
            "model_max_budget",
            "metadata",
            "object_permission",
            "allowed_cache_controls",
            "policies");

    /** And this is for administrators of the proxy to say. */
    private static final List<String> NOT_OF_ITS_KEY = Stream.concat(
                    NOT_OF_THE_KEY.stream(),
                    Stream.of("permissions", "budget_id", "team_id", "project_id", "allowed_routes", "config"))
            .toList();

    NewUser {
        teams = List.copyOf(teams);
        organizations = List.copyOf(organizations);
    }

    /** Reads it over a user who has nothing yet; refused as a whole if a part of it is wrong. */
    static NewUser read(Form form, User blank, Role standard, KeyDealings keys, Acting acting) {
        User user = new UserFields(form, blank.stamps().createdAt()).over(blank, standard, blank.stamps());
        List<TeamEntry> entries = TeamEntry.all(form);
        List<String> organizations = form.texts("organizations").over(List.of(), List.of());
        Optional<String> password = password(form);
        boolean withKey = form.flag("auto_create_key").over(true, true);
        form.check();
        NewUser bare = new NewUser(user, entries, organizations, Optional.empty(), Optional.empty());
        UserReach.requireMayMake(bare, acting.permit());
        return new NewUser(
                user,
                entries,
                organizations,
                // costly, so only when all else is right
                password.map(PasswordHash::of),
                withKey ? Optional.of(keys.prepare(bare.keyForm(form, acting), acting)) : Optional.empty());
    }

    List<String> teamIds() {
        return teams.stream().map(TeamEntry::team).distinct().toList();
    }

    TeamEntry entry(String team) {
        return teams.stream()
                .filter(entry -> entry.team().equals(team))
                .findFirst()
                .orElseThrow();
    }

    /** A password a request sets; empty if it sets none. */
    static Optional<String> password(Form form) {
        String password = form.text("password").value();
        if (password != null && !PasswordHash.isAcceptable(password)) {
            form.problem(
                    "password",
                    "string_length",
                    "Input should have %d to %d characters".formatted(PasswordHash.SHORTEST, PasswordHash.LONGEST));
        }
        return Optional.ofNullable(password);
    }

    /** Whoever makes users of an organization makes keys of that organization. */
    private Form keyForm(Form form, Acting acting) {
        Form key = form.without(acting.permit().isUnlimited() ? NOT_OF_THE_KEY : NOT_OF_ITS_KEY);
        key.fill("user_id", TextNode.valueOf(user.id()));
        if (!acting.permit().isUnlimited()) {
            key.fill("organization_id", TextNode.valueOf(organizations.getFirst()));
        }
        return key;
    }
}
