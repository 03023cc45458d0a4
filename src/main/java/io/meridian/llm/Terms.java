package io.meridian.llm;

import io.meridian.spend.Price;
import java.util.Optional;

/** What one model costs at one deployment, and how it wants its requests: the same for all its calls. Immutable. */
record Terms(Optional<Price> price, RequestEdits edits) {}
