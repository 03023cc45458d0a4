@org.jspecify.annotations.NullMarked
package io.meridian.model;
