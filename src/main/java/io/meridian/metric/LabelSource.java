package io.meridian.metric;

import org.jspecify.annotations.Nullable;

/** Knows the values of labels by their names; null where there is none. */
@FunctionalInterface
interface LabelSource {
    @Nullable
    String value(String label);
}
