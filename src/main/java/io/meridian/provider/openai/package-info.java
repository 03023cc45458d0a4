@org.jspecify.annotations.NullMarked
package io.meridian.provider.openai;
