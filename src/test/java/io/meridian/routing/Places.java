package io.meridian.routing;

import io.meridian.http.TlsPolicy;
import io.meridian.provider.spi.Target;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Deployments for tests that call none. */
final class Places {
    private Places() {}

    static Deployment place(String id, String group, String model) {
        return place(id, group, model, share(null, null, null, null));
    }

    static Deployment place(String id, String group, String model, Deployment.Share share) {
        return new Deployment(
                id,
                group,
                "openai",
                _ -> {
                    throw new UnsupportedOperationException("nobody is called here");
                },
                model,
                Optional.empty(),
                new Target(Optional.empty(), List.of(), TlsPolicy.VERIFIED, "none://", Optional.empty()),
                Map.of(),
                Set.of(),
                Map.of(),
                share,
                new Deployment.Patience(Optional.empty(), Optional.empty()));
    }

    static Deployment.Share share(
            @org.jspecify.annotations.Nullable Double weight,
            @org.jspecify.annotations.Nullable Integer order,
            @org.jspecify.annotations.Nullable Long rpm,
            @org.jspecify.annotations.Nullable Long tpm) {
        return new Deployment.Share(
                Optional.ofNullable(weight),
                Optional.ofNullable(order),
                Optional.ofNullable(rpm),
                Optional.ofNullable(tpm));
    }
}
