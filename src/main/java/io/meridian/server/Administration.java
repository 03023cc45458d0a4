package io.meridian.server;

import io.meridian.admin.AdminModule;
import io.meridian.admin.audit.AuditModule;
import io.meridian.admin.audit.AuditTrail;
import io.meridian.admin.model.ModelModule;
import io.meridian.admin.office.Office;
import io.meridian.admin.office.Spending;
import io.meridian.auth.AuthModule;
import io.meridian.config.GatewayConfig;
import io.meridian.llm.LlmModule;
import io.meridian.store.Database;
import java.time.Clock;
import java.util.Optional;

/** What administration is made of, from the modules below it. Immutable. */
record Administration(
        GatewayConfig config,
        Stores stores,
        AuthModule auth,
        LlmModule.Books books,
        OfferedModels offered,
        LlmModule.Prices prices,
        Clock clock) {
    AdminModule open(LlmModule llm, Closing closing) {
        // on a worker nobody administers, and nobody keeps the audit log
        Optional<Database> administered =
                stores.database().filter(_ -> config.roles().admin());
        AuditModule audit = closing.add(AuditModule.create(administered, ModuleSettings.audit(config)));
        Optional<Office> office =
                administered.flatMap(database -> audit.trail().flatMap(trail -> office(database, trail)));
        return AdminModule.create(
                office,
                audit,
                ModuleSettings.keyPolicy(config),
                models(llm),
                new ModelPrices(offered.router(), prices).reports(books.spend(), clock));
    }

    private Optional<Office> office(Database database, AuditTrail trail) {
        return auth.known()
                .map(known -> new Office(
                        database,
                        known,
                        trail,
                        new Spending(books.spend().totals(), books.limiter()),
                        clock,
                        config.settings().litellm().timezone()));
    }

    private AdminModule.Models models(LlmModule llm) {
        return new AdminModule.Models(
                ModuleSettings.sealer(config),
                config.modelList().credentials(),
                new ModelModule.Surroundings(
                        offered, config.settings().general().storeModelInDb(), llm.access(), prices.book()));
    }
}
