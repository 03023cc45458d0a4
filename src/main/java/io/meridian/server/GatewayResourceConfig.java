package io.meridian.server;

import io.meridian.admin.AdminModule;
import io.meridian.auth.Authenticator;
import io.meridian.config.Roles;
import io.meridian.llm.LlmModule;
import io.meridian.observe.ObserveModule;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.glassfish.jersey.CommonProperties;
import org.glassfish.jersey.inject.hk2.AbstractBinder;
import org.glassfish.jersey.server.ResourceConfig;
import org.glassfish.jersey.server.ServerProperties;
import org.glassfish.jersey.server.spi.internal.ValueParamProvider;

/** Which resources this instance has: the flags decide here, and nowhere else. */
final class GatewayResourceConfig extends ResourceConfig {
    GatewayResourceConfig(
            Roles roles,
            LlmModule llm,
            AdminModule admin,
            ObserveModule observe,
            Authenticator authenticator,
            Optional<String> keyHeader) {
        property(CommonProperties.FEATURE_AUTO_DISCOVERY_DISABLE, true);
        property(CommonProperties.METAINF_SERVICES_LOOKUP_DISABLE, true);
        property(CommonProperties.JSON_PROCESSING_FEATURE_DISABLE, true);
        property(CommonProperties.MOXY_JSON_FEATURE_DISABLE, true);
        property(ServerProperties.WADL_FEATURE_DISABLE, true);
        property(ServerProperties.BV_FEATURE_DISABLE, true);
        register(new AuthenticationFeature(authenticator, keyHeader));
        register(new GatewayExceptionMapper());
        register(new UnhandledExceptionMapper());
        register(new Parameters());
        registerInstances(Set.copyOf(observe.resources()));
        // in every role: the user interface of a control plane lists models too
        register(llm.models());
        registerLlm(roles, llm);
        registerAdmin(roles, admin);
        if (!roles.ui()) {
            register(new UiDisabledResource());
        }
    }

    private void registerLlm(Roles roles, LlmModule llm) {
        if (roles.llm()) {
            register(llm.chat());
        } else {
            registerResources(new HashSet<>(DisabledSurface.at(DisabledSurface.LLM_PATHS, DisabledSurface.LLM)));
        }
    }

    private void registerAdmin(Roles roles, AdminModule admin) {
        if (roles.admin()) {
            registerInstances(Set.copyOf(admin.resources()));
        } else {
            registerResources(
                    new HashSet<>(DisabledSurface.at(DisabledSurface.MANAGEMENT_PATHS, DisabledSurface.MANAGEMENT)));
        }
    }

    /** What resource methods may ask for beside what Jersey knows. */
    private static final class Parameters extends AbstractBinder {
        @Override
        protected void configure() {
            bind(new ExchangeParameters()).to(ValueParamProvider.class);
        }
    }
}
