package io.meridian.admin.moving;

import io.meridian.base.Sealer;
import io.meridian.base.Secret;
import io.meridian.directory.BudgetStore;
import io.meridian.directory.OrganizationStore;
import io.meridian.directory.ProjectStore;
import io.meridian.directory.TeamStore;
import io.meridian.directory.UserStore;
import io.meridian.store.Database;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * Copies what administrators made in a LiteLLM database into ours. The database there is only read. It can be done
 * again and again: what is here is not made twice, no total is added twice, and whoever has changed something here
 * keeps it.
 */
public final class MovingIn {
    private final Plan plan;
    private final Consumer<String> report;

    /**
     * What is to be moved, and how.
     *
     * @param sealer seals provider keys here
     * @param oldSalt what they are sealed with there
     * @param zone where days begin, and with them budgets
     * @param dry says what would be done, and does nothing of it
     */
    public record Plan(
            Database here,
            String url,
            String user,
            Secret password,
            Optional<Sealer> sealer,
            Optional<Secret> oldSalt,
            ZoneId zone,
            boolean dry) {}

    private MovingIn(Plan plan, Consumer<String> report) {
        this.plan = plan;
        this.report = report;
    }

    /** Moves everything and reports it line by line; what a transaction has moved stays moved if a later one fails. */
    public static void run(Plan plan, Consumer<String> report) {
        new MovingIn(plan, report).run();
    }

    private void run() {
        MarkStore marks = new MarkStore(plan.here());
        SourceStore.Address address = new SourceStore.Address(plan.url(), plan.user(), plan.password());
        try (SourceStore source = SourceStore.open(address)) {
            Surroundings surroundings =
                    new Surroundings(plan.here(), source, presence(plan.here()), marks.now(), plan.zone());
            Mover mover = new Mover(surroundings, marks, plan.dry());
            Set<String> tables = new TreeSet<>();
            for (Goods<?> goods : goods(surroundings)) {
                mover.move(goods).lines(goods.kind().plural()).forEach(report);
                tables.add(goods.table());
            }
            Leftovers leftovers = new Leftovers(source, surroundings.presence());
            leftovers.lines(tables).forEach(report);
        }
        report.accept(plan.dry() ? "Nothing was written: this was a dry run." : "Done.");
    }

    private List<Goods<?>> goods(Surroundings surroundings) {
        OldValues values = new OldValues(plan.oldSalt().map(OldSeal::new));
        List<Goods<?>> goods = new ArrayList<>();
        goods.add(new Budgets(plan.here()));
        goods.add(new Organizations(surroundings));
        goods.add(new Users(surroundings));
        goods.add(new OrganizationMembers(surroundings));
        goods.add(new Teams(surroundings));
        goods.add(new TeamMembers(surroundings));
        goods.add(new Projects(surroundings));
        goods.add(new Customers(surroundings));
        goods.add(new Tags(surroundings));
        goods.add(new Credentials(plan.here(), values, plan.sealer()));
        goods.add(new Models(plan.here(), values, plan.sealer()));
        goods.add(new Keys(surroundings));
        return goods;
    }

    private static Presence presence(Database here) {
        Presence presence = new Presence();
        BudgetStore budgets = new BudgetStore(here);
        OrganizationStore organizations = new OrganizationStore(here);
        UserStore users = new UserStore(here);
        TeamStore teams = new TeamStore(here);
        ProjectStore projects = new ProjectStore(here);
        presence.ask(Kind.BUDGET, id -> budgets.find(id).isPresent());
        presence.ask(Kind.ORGANIZATION, id -> organizations.find(id).isPresent());
        presence.ask(Kind.USER, id -> users.find(id).isPresent());
        presence.ask(Kind.TEAM, id -> teams.find(id).isPresent());
        presence.ask(Kind.PROJECT, id -> projects.find(id).isPresent());
        return presence;
    }
}
