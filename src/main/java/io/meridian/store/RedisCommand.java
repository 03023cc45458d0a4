package io.meridian.store;

import java.util.List;
import java.util.Optional;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol;

/** One command for {@link RedisPipe}, already encoded by the caller's thread. Immutable. */
public final class RedisCommand {
    private final CommandArguments arguments;
    private final Optional<RedisScript> script;

    private RedisCommand(CommandArguments arguments, Optional<RedisScript> script) {
        this.arguments = arguments;
        this.script = script;
    }

    public static RedisCommand of(Protocol.Command command, String... arguments) {
        CommandArguments all = new CommandArguments(command);
        for (String argument : arguments) {
            all.add(argument);
        }
        return new RedisCommand(all, Optional.empty());
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
        return new RedisCommand(all, Optional.of(script));
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
