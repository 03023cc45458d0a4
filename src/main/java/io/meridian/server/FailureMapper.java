package io.meridian.server;

import io.meridian.api.Exchange;
import jakarta.inject.Inject;
import jakarta.inject.Provider;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import java.util.Objects;
import org.glassfish.jersey.server.ContainerRequest;
import org.jspecify.annotations.Nullable;

/** What the two mappers share: the answer to a failure is decided in one place. */
abstract class FailureMapper<T extends Throwable> implements ExceptionMapper<T> {
    /** Of the request at hand, whichever thread asks. */
    @Inject
    private @Nullable Provider<ContainerRequest> request;

    @Override
    public Response toResponse(T failure) {
        ContainerRequest current = Objects.requireNonNull(request).get();
        Exchange exchange = (Exchange) Objects.requireNonNull(current.getProperty(Exchange.PROPERTY));
        ErrorAnswer answer = ErrorAnswer.of(failure, exchange);
        if (!exchange.takeBack()) {
            JerseyContainer.breakOff(current, failure);
        }
        Response.ResponseBuilder response = Response.status(answer.status())
                .type(MediaType.APPLICATION_JSON_TYPE)
                .entity(answer.body());
        answer.headers().forEach(response::header);
        return response.build();
    }
}
