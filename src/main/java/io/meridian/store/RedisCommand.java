package io.meridian.store;

import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.args.Rawable;

/** One command for {@link RedisPipe}, already encoded by the caller's thread. Immutable. */
public final class RedisCommand {
    private static final String AGAIN = "again";

    private final CommandArguments arguments;

    private final Optional<RedisScript> script;
    private final boolean tells;

    private RedisCommand(CommandArguments arguments, Optional<RedisScript> script, boolean tells) {
        this.arguments = arguments;
        this.script = script;
        this.tells = tells;
    }

    public static RedisCommand of(Protocol.Command command, String... arguments) {
        CommandArguments all = new CommandArguments(command);
        for (String argument : arguments) {
            all.add(argument);
        }
        return new RedisCommand(all, Optional.empty(), false);
    }

    public static RedisCommand eval(RedisScript script, List<String> keys, List<String> arguments) {
        CommandArguments all = new CommandArguments(Protocol.Command.EVALSHA)
                .add(script.digest())
                .add(keys.size());
        for (String key : keys) {
            all.add(key);
        }
        for (String argument : arguments) {
            all.add(argument);
        }
        return new RedisCommand(all, Optional.of(script), false);
    }

    /** The same for a script that must know: sent again because it is in doubt, its last argument is {@code again}. */
    public RedisCommand tellingRepetition() {
        return new RedisCommand(arguments, script, true);
    }

    /** What to send when nobody knows whether this was executed. */
    public RedisCommand repeated() {
        if (!tells) {
            return this;
        }
        CommandArguments all = new CommandArguments(arguments.getCommand());
        Iterator<Rawable> given = arguments.iterator();
        given.next(); // the command itself
        given.forEachRemaining(all::add);
        return new RedisCommand(all.add(AGAIN), script, false);
    }

    static RedisCommand load(RedisScript script) {
        return of(Protocol.Command.SCRIPT, "LOAD", script.text());
    }

    CommandArguments arguments() {
        return arguments;
    }

    Optional<RedisScript> script() {
        return script;
    }
}
