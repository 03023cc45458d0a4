package io.meridian.server;

import com.codahale.metrics.MetricRegistry;
import io.meridian.admin.moving.MovingFailure;
import io.meridian.admin.moving.MovingIn;
import io.meridian.admin.moving.ViewStore;
import io.meridian.base.Secret;
import io.meridian.config.ConfigLoader;
import io.meridian.config.ConfigurationException;
import io.meridian.config.DatabaseAddress;
import io.meridian.config.DatabaseConfig;
import io.meridian.config.Environment;
import io.meridian.config.GatewayConfig;
import io.meridian.store.Database;
import io.meridian.store.DatabaseSettings;
import io.meridian.store.Migrations;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What {@code java -jar meridian.war} does besides serving: a command works on the database and ends. */
public final class CommandLine {
    private final Map<String, String> environment;
    private final Consumer<String> out;
    private final Consumer<String> problems;

    CommandLine(Map<String, String> environment, Consumer<String> out, Consumer<String> problems) {
        this.environment = environment;
        this.out = out;
        this.problems = problems;
    }

    /** Called by name from the other side of the container, with the command and its options. */
    public static void main(String[] words) {
        CommandLine line = new CommandLine(Environment.ofProcess(), System.out::println, System.err::println);
        System.exit(line.run(List.of(words)));
    }

    /** 0 if the command was done, 1 if it could not be, 2 if it was misused. */
    int run(List<String> words) {
        try {
            CommandWords command = CommandWords.parse(words);
            switch (command.verb()) {
                case IMPORT -> moveIn(command);
                case VIEWS -> makeViews(command);
            }
            return 0;
        } catch (CommandWords.Misused misused) {
            problems.accept(misused.getMessage());
            return 2;
        } catch (ConfigurationException | MovingFailure | Migrations.Unfit | Migrations.Unreachable failure) {
            problems.accept(String.valueOf(failure.getMessage()));
            return 1;
        }
    }

    private void moveIn(CommandWords command) throws CommandWords.Misused {
        GatewayConfig config = config(command);
        DatabaseAddress from = from(command);
        Optional<Secret> oldSalt = oldSalt(command, config);
        try (Database database = database(config)) {
            MovingIn.run(
                    new MovingIn.Plan(
                            database,
                            from.jdbcUrl(),
                            from.user(),
                            from.password(),
                            ModuleSettings.sealer(config),
                            oldSalt,
                            config.settings().litellm().timezone(),
                            command.dry()),
                    out);
        }
    }

    private void makeViews(CommandWords command) throws CommandWords.Misused {
        try (Database database = database(config(command))) {
            ViewStore.Made made = new ViewStore(database).make(command.schema());
            out.accept("Views in schema " + made.schema() + ": "
                    + (made.views().isEmpty() ? "none" : String.join(", ", made.views())));
        }
    }

    private GatewayConfig config(CommandWords command) {
        return ConfigLoader.load(command.config().map(Path::of), environment, false, Deployments::isAddressKnown)
                .config();
    }

    private static Database database(GatewayConfig config) throws CommandWords.Misused {
        DatabaseConfig found = config.database()
                .orElseThrow(() -> new CommandWords.Misused("There is no database: set DATABASE_URL."));
        DatabaseSettings settings = ModuleSettings.database(found);
        if (found.migrate()) {
            Migrations.migrate(settings);
        } else {
            Migrations.requireCurrent(settings);
        }
        return Database.open(settings, new MetricRegistry());
    }

    /** The address itself or, so that no password stands in the list of processes, the variable that has it. */
    private DatabaseAddress from(CommandWords command) throws CommandWords.Misused {
        String given = command.from()
                .orElseThrow(() -> new CommandWords.Misused("import needs --from <URL of the LiteLLM database>."));
        String prefix = "os.environ/";
        @Nullable String url = given.startsWith(prefix) ? environment.get(given.substring(prefix.length())) : given;
        if (url == null) {
            throw new CommandWords.Misused("The variable that --from names is not set.");
        }
        return DatabaseAddress.parse(new Secret(url))
                .orElseThrow(() -> new CommandWords.Misused("What --from names is no address of PostgreSQL."));
    }

    private Optional<Secret> oldSalt(CommandWords command, GatewayConfig config) throws CommandWords.Misused {
        if (command.oldSalt().isEmpty()) {
            return config.saltKey().or(config::masterKey);
        }
        @Nullable String salt = environment.get(command.oldSalt().get());
        if (salt == null || salt.isEmpty()) {
            throw new CommandWords.Misused("The variable that --old-salt-env names is not set.");
        }
        return Optional.of(new Secret(salt));
    }
}
