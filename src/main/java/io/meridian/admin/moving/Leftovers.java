package io.meridian.admin.moving;

import io.meridian.directory.TeamMember;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Says what of a LiteLLM database stays behind. Used by one thread. */
final class Leftovers {
    private static final int BATCH = 1_000;
    private static final String MEMBERSHIPS = "LiteLLM_TeamMembership";
    /** Read together with what they belong to. */
    private static final Set<String> PARTS = Set.of(MEMBERSHIPS, "LiteLLM_ObjectPermissionTable", "LiteLLM_ModelTable");

    private static final String BELIEVED = """
        select jsonb_build_object('user_id', u.user_id, 'team_id', teams.id)::text
          from public."LiteLLM_UserTable" u, unnest(u.teams) teams(id)
        """;
    private static final String BOOKED = """
        union select jsonb_build_object('user_id', user_id, 'team_id', team_id)::text
          from public."LiteLLM_TeamMembership"
        """;

    private final SourceStore source;
    private final Presence presence;

    Leftovers(SourceStore source, Presence presence) {
        this.source = source;
        this.presence = presence;
    }

    /** One line for each thing; {@code moved} are the tables that were read. */
    List<String> lines(Set<String> moved) {
        List<String> lines = new ArrayList<>();
        if (source.has("LiteLLM_UserTable")) {
            addStrangers(lines);
            addPasswords(lines);
        }
        List<String> others = source.tablesWithRows().stream()
                .filter(table -> !moved.contains(table) && !PARTS.contains(table))
                .toList();
        if (!others.isEmpty()) {
            lines.add("Not read, and not empty: " + String.join(", ", others));
        }
        return lines;
    }

    /** Those of whom only the user or the books say that they belong to a team. */
    private void addStrangers(List<String> lines) {
        Tally strangers = new Tally();
        String query = source.has(MEMBERSHIPS) ? BELIEVED + BOOKED : BELIEVED;
        source.read(
                query,
                BATCH,
                rows -> rows.forEach(row -> {
                    String account = TeamMember.account(
                            row.path("team_id").asText(), row.path("user_id").asText());
                    if (!presence.has(Kind.TEAM_MEMBER, account)) {
                        strangers.remark(
                                "no members, for the list of the team does not name them", Kind.TEAM_MEMBER.label(row));
                    }
                }));
        if (!strangers.isEmpty()) {
            lines.addAll(strangers.lines("other memberships"));
        }
    }

    private void addPasswords(List<String> lines) {
        long passwords = source.count("select count(*) from public.\"LiteLLM_UserTable\" t"
                + " where coalesce(to_jsonb(t) ->> 'password', '') <> ''");
        if (passwords > 0) {
            lines.add("Passwords: none taken of " + passwords + "; these users have to get a new one.");
        }
    }
}
