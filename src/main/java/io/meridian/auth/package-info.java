@org.jspecify.annotations.NullMarked
package io.meridian.auth;
