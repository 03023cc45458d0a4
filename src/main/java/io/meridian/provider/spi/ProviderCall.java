package io.meridian.provider.spi;

import io.meridian.http.Timeouts;

/** One call to a provider: the body already speaks the provider's dialect. Immutable. */
@SuppressWarnings("ArrayRecordComponent") // handed over once, never compared
public record ProviderCall(Target target, String model, byte[] body, boolean streamed, Timeouts timeouts) {}
