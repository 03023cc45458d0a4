package io.meridian.server;

/** Answers everything outside the family: what Jersey refuses, and what nobody expected. */
final class UnhandledExceptionMapper extends FailureMapper<Throwable> {}
