package io.meridian.server;

import io.meridian.api.Exchange;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What the two mappers share: the answer to a failure is decided in one place. */
abstract class FailureMapper<T extends Throwable> implements ExceptionMapper<T> {
    /** Of the request at hand, whichever thread asks. */
    @Context
    private @Nullable ContainerRequestContext request;

    @Override
    public Response toResponse(T failure) {
        ContainerRequestContext current = Objects.requireNonNull(request);
        Exchange exchange = (Exchange) Objects.requireNonNull(current.getProperty(Exchange.PROPERTY));
        ErrorAnswer answer = ErrorAnswer.of(failure, exchange);
        Response.ResponseBuilder response = Response.status(answer.status())
                .type(MediaType.APPLICATION_JSON_TYPE)
                .entity(answer.body());
        answer.headers().forEach(response::header);
        return response.build();
    }
}
