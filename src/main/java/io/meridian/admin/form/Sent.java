package io.meridian.admin.form;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A field of a request: not sent, sent as null to clear what is stored, or sent with a value. Immutable. */
public record Sent<T>(boolean present, @Nullable T value) {
    private static final Sent<?> ABSENT = new Sent<>(false, null);

    @SuppressWarnings("unchecked") // it holds nothing of any type
    static <T> Sent<T> absent() {
        return (Sent<T>) ABSENT;
    }

    static <T> Sent<T> of(@Nullable T value) {
        return new Sent<>(true, value);
    }

    /** What holds after the request: the value sent, or what was stored if nothing was sent. */
    public @Nullable T over(@Nullable T stored) {
        return present ? value : stored;
    }

    /** As {@link #over}, where there is always something: clearing means going back to {@code standard}. */
    public T over(T stored, T standard) {
        if (!present) {
            return stored;
        }
        T sent = value;
        return sent == null ? standard : sent;
    }

    public <R> Sent<R> map(Function<T, R> change) {
        T sent = value;
        return new Sent<>(present, sent == null ? null : change.apply(sent));
    }
}
