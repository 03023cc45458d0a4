@org.jspecify.annotations.NullMarked
package io.meridian.base;
