package io.meridian.server;

import io.meridian.base.GatewayException;

/** Answers the family of refusals and failures. */
final class GatewayExceptionMapper extends FailureMapper<GatewayException> {}
