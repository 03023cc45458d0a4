package io.meridian.admin.team;

import io.meridian.admin.form.Form;
import io.meridian.admin.people.Registrar;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One who is to join a team, and as what. Immutable. */
record Entry(Registrar.Named named, boolean admin) {
    /** Those a request for a new team names, in each of the ways there are. */
    static List<Entry> all(Form form) {
        List<Entry> entries = new ArrayList<>();
        Optional.ofNullable(form.forms("members_with_roles").value())
                .ifPresent(sent -> sent.forEach(member -> entries.add(of(member))));
        add(form, "admins", true, entries);
        add(form, "members", false, entries);
        return entries;
    }

    static Entry of(Form member) {
        String role = member.text("role").value();
        if (role != null && !role.equals("admin") && !role.equals("user")) {
            member.problem("role", "enum", "Input should be 'admin' or 'user'");
        }
        return new Entry(Registrar.Named.of(member), "admin".equals(role));
    }

    private static void add(Form form, String field, boolean admin, List<Entry> entries) {
        List<String> ids = form.texts(field).value();
        if (ids != null) {
            ids.forEach(id -> entries.add(new Entry(new Registrar.Named(id, null), admin)));
        }
    }
}
