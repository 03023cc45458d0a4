package io.meridian.server;

import io.meridian.admin.AdminModule;
import io.meridian.config.Roles;
import io.meridian.llm.LlmModule;
import io.meridian.observe.ObserveModule;
import java.util.ArrayList;
import java.util.List;
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
            AuthenticationFeature authentication) {
        property(CommonProperties.FEATURE_AUTO_DISCOVERY_DISABLE, true);
        property(CommonProperties.METAINF_SERVICES_LOOKUP_DISABLE, true);
        property(CommonProperties.JSON_PROCESSING_FEATURE_DISABLE, true);
        property(CommonProperties.MOXY_JSON_FEATURE_DISABLE, true);
        property(ServerProperties.WADL_FEATURE_DISABLE, true);
        property(ServerProperties.BV_FEATURE_DISABLE, true);
        register(authentication);
        register(new GatewayExceptionMapper());
        register(new UnhandledExceptionMapper());
        List<Object> resources = new ArrayList<>(observe.resources());
        // in every role: the user interface of a control plane lists models too
        resources.add(llm.models());
        if (roles.llm()) {
            resources.add(llm.chat());
        } else {
            registerResources(DisabledSurface.llm());
        }
        if (roles.admin()) {
            resources.addAll(admin.resources());
            registerResources(NotServed.resources());
        } else {
            registerResources(DisabledSurface.management());
        }
        if (!roles.ui()) {
            resources.add(new UiDisabledResource());
        }
        resources.forEach(resource -> register(resource.getClass()));
        register(new Finished(resources));
    }

    /** Hands the resources, already built, to Jersey's container. */
    private static final class Finished extends AbstractBinder {
        private final List<Object> resources;

        Finished(List<Object> resources) {
            this.resources = resources;
        }

        @Override
        protected void configure() {
            bind(new ExchangeParameters()).to(ValueParamProvider.class);
            resources.forEach(this::bindAsItself);
        }

        private <T> void bindAsItself(T resource) {
            // before the binding Jersey makes for a class it would build itself
            bind(resource).to(resource.getClass()).ranked(1);
        }
    }
}
