@org.jspecify.annotations.NullMarked
package io.meridian.admin.moving;
