@org.jspecify.annotations.NullMarked
package io.meridian.limits;
