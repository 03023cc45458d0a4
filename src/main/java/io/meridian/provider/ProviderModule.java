package io.meridian.provider;

import io.meridian.http.UpstreamClient;
import io.meridian.provider.mock.MockProvider;
import io.meridian.provider.openai.OpenAiCompatible;
import io.meridian.provider.openai.OpenAiProvider;
import io.meridian.provider.spi.Provider;
import java.time.Clock;
import java.util.Optional;

/** The providers this gateway can call. Immutable. */
public record ProviderModule(Provider openAi, Provider mock) {
    /** The provider that answers by itself. */
    public static final String MOCK = "mock";

    public static ProviderModule create(UpstreamClient client, Clock clock) {
        return new ProviderModule(new OpenAiProvider(client), new MockProvider(clock));
    }

    /** The well-known address of a provider of OpenAI's wire format. */
    public static Optional<String> addressOf(String provider) {
        return OpenAiCompatible.baseOf(provider);
    }
}
