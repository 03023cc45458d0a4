package io.meridian.server;

import io.meridian.api.Exchange;
import io.meridian.auth.AuthenticationFilter;
import io.meridian.auth.Caller;
import io.meridian.auth.Permit;
import java.util.function.Function;
import org.glassfish.jersey.server.ContainerRequest;
import org.glassfish.jersey.server.model.Parameter;
import org.glassfish.jersey.server.spi.internal.ValueParamProvider;
import org.jspecify.annotations.Nullable;

/** Gives resource methods their exchange, caller and permit without a look-up in the container. */
final class ExchangeParameters implements ValueParamProvider {
    @Override
    public @Nullable Function<ContainerRequest, ?> getValueProvider(Parameter parameter) {
        if (parameter.getRawType() == Exchange.class) {
            return request -> request.getProperty(Exchange.PROPERTY);
        }
        if (parameter.getRawType() == Caller.class) {
            return request -> request.getProperty(AuthenticationFilter.CALLER);
        }
        if (parameter.getRawType() == Permit.class) {
            return request -> request.getProperty(AuthenticationFilter.PERMIT);
        }
        return null;
    }

    @Override
    public PriorityType getPriority() {
        return Priority.HIGH;
    }
}
