@org.jspecify.annotations.NullMarked
package io.meridian.admin.jwt;
