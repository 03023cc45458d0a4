package io.meridian.llm;

import io.meridian.auth.Caller;
import io.meridian.limits.RateLimiter;
import io.meridian.routing.Router;
import io.meridian.spend.PriceBook;
import io.meridian.spend.SpendModule;
import io.meridian.spend.TokenCount;
import java.io.Closeable;
import java.io.IOException;
import java.time.Clock;
import java.util.function.BiPredicate;

/**
 * The resources that call models, and those that only list them. Immutable.
 *
 * @param access whether a caller may name a model
 */
public record LlmModule(ChatResource chat, ModelsResource models, BiPredicate<Caller, String> access, Closeable watch)
        implements AutoCloseable {
    public static LlmModule create(
            LlmSettings settings,
            String version,
            Router router,
            RateLimiter limiter,
            SpendModule spend,
            Prices prices,
            Clock clock) {
        SilenceWatch watch = new SilenceWatch(settings.silence());
        CallLimits limits = new CallLimits(settings.admission());
        LlmPipeline pipeline = new LlmPipeline(
                settings,
                router,
                new Admission(limiter, limits, settings.admission(), prices.book(), clock),
                new CallBooks(
                        spend.journal(),
                        spend.refused(),
                        limiter,
                        settings.admission().counted(),
                        clock),
                new AnswerHeaders(version, clock),
                new UsageFallback(prices.tokens()),
                watch);
        ModelAccess access = new ModelAccess(router);
        return new LlmModule(
                new ChatResource(pipeline),
                new ModelsResource(router, access, settings.facts()),
                access::permits,
                watch);
    }

    @Override
    public void close() throws IOException {
        watch.close();
    }

    /** What a call costs, and how its tokens are counted where the provider does not say. */
    public record Prices(PriceBook book, TokenCount tokens) {}
}
