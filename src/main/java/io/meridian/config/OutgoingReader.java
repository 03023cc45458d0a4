package io.meridian.config;

import com.fasterxml.jackson.databind.node.TextNode;
import io.meridian.base.Secret;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads how providers are reached. */
final class OutgoingReader {
    private final Section environment;
    private final Section litellm;

    OutgoingReader(Section environment, Section litellm) {
        this.environment = environment;
        this.litellm = litellm;
    }

    OutgoingConfig read() {
        List<Path> authorities = new ArrayList<>();
        boolean verified = environment.has(Variables.SSL_VERIFY)
                ? verified(environment, Variables.SSL_VERIFY, authorities)
                : verified(litellm, LitellmKeys.SSL_VERIFY, authorities);
        for (Setting<Path> setting : List.of(Variables.SSL_CERT_FILE, Variables.EXTRA_CA)) {
            environment.find(setting).ifPresent(path -> authority(environment, setting, path, authorities));
        }
        return new OutgoingConfig(
                verified,
                authorities,
                proxy(Variables.HTTPS_PROXY_LOWER, Variables.HTTPS_PROXY),
                proxy(Variables.HTTP_PROXY_LOWER, Variables.HTTP_PROXY),
                environment
                        .find(Variables.NO_PROXY_LOWER)
                        .or(() -> environment.find(Variables.NO_PROXY))
                        .orElse(List.of()),
                environment.get(Variables.EGRESS_HOSTS));
    }

    /** True, false, or the path of authorities to trust. */
    private static boolean verified(Section section, Setting<String> setting, List<Path> authorities) {
        String text = section.find(setting).or(setting::standard).orElse("true");
        try {
            boolean verified = Kind.BOOLEAN.read(TextNode.valueOf(text));
            if (!verified) {
                section.report()
                        .warn(
                                section.path(setting.name()),
                                "certificates of providers are not checked: whoever sits between reads keys and"
                                        + " prompts");
            }
            return verified;
        } catch (Unreadable e) {
            try {
                authority(section, setting, Path.of(text), authorities);
            } catch (InvalidPathException notEvenThat) {
                section.problem(setting, "must be true, false or a path");
            }
            return true;
        }
    }

    private static void authority(Section section, Setting<?> setting, Path path, List<Path> authorities) {
        if (Files.isReadable(path)) {
            authorities.add(path);
        } else {
            section.problem(setting, "names no file that can be read");
        }
    }

    /** Small letters win, as everywhere. */
    private Optional<ProxyAddress> proxy(Setting<Secret> small, Setting<Secret> capital) {
        Setting<Secret> setting = environment.has(small) ? small : capital;
        return environment.find(setting).flatMap(secret -> {
            try {
                return Optional.of(parse(secret.reveal().strip()));
            } catch (Unreadable e) {
                environment.problem(setting, e.text());
                return Optional.empty();
            }
        });
    }

    private static ProxyAddress parse(String text) throws Unreadable {
        ConnectionText url = ConnectionText.parse(text.contains("://") ? text : "http://" + text);
        if (!url.scheme().equals("http") && !url.scheme().equals("https")) {
            throw new Unreadable("must begin with http:// or https://");
        }
        boolean tls = url.scheme().equals("https");
        HostPort address = HostPort.parse(url.authority(), tls ? 443 : 80);
        return new ProxyAddress(
                tls, address.host(), address.port(), url.user(), url.password().map(Secret::new));
    }
}
