package io.meridian.server;

import io.meridian.auth.Access;
import io.meridian.auth.RouteRule;
import io.meridian.base.GatewayException;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.glassfish.jersey.process.Inflector;
import org.glassfish.jersey.server.model.Resource;

/**
 * Stands where the contract has routes and this release has none, and says so to whoever has a valid key. Like a
 * disabled surface it is a pattern without fixed characters, which Jersey tries after all others.
 */
final class NotServed implements Inflector<ContainerRequestContext, Response> {
    private static final List<String> METHODS = List.of("GET", "POST", "PUT", "PATCH", "DELETE");
    private static final Pattern LINE = Pattern.compile("(\\w+)\\s+(\\S+)\\s+\\|\\s+(.*)");

    private final String sentence;

    private NotServed(String sentence) {
        this.sentence = sentence;
    }

    /** A line of the list. */
    record Family(String state, String paths, String sentence) {
        private static Family of(String line) {
            Matcher matcher = LINE.matcher(line);
            if (!matcher.matches()) {
                throw new IllegalStateException("no family of routes: " + line);
            }
            return new Family(matcher.group(1), matcher.group(2), matcher.group(3));
        }

        boolean has(String path) {
            return path.matches("/(?:" + paths + ")(?:/.*)?");
        }
    }

    static List<Family> families() {
        try (InputStream list = NotServed.class.getResourceAsStream("not-served.txt")) {
            if (list == null) {
                throw new IllegalStateException("the list of what is not served is not in the WAR");
            }
            return new String(list.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                    .map(Family::of)
                    .toList();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    static Set<Resource> resources() {
        List<Family> families = families();
        List<Resource> resources = new ArrayList<>();
        for (int i = 0; i < families.size(); i++) {
            Resource.Builder resource = Resource.builder()
                    .path("{absent%d: (?:%s)(?:/.*)?}"
                            .formatted(i, families.get(i).paths()));
            NotServed answer = new NotServed(families.get(i).sentence());
            METHODS.forEach(method -> resource.addMethod(method).handledBy(answer));
            resources.add(resource.build());
        }
        return resources.stream().collect(Collectors.toUnmodifiableSet());
    }

    static RouteRule rule() {
        return RouteRule.ofAnybody(Access.MANAGEMENT);
    }

    @Override
    public Response apply(ContainerRequestContext request) {
        throw new GatewayException.RouteRefused(501, sentence);
    }
}
