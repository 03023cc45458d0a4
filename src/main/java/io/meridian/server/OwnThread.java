package io.meridian.server;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;

/** Runs work on a thread that ends with it, so that no thread of the container keeps what libraries leave behind. */
final class OwnThread {
    private OwnThread() {}

    static <T> T run(String name, Supplier<T> work) {
        FutureTask<T> task = new FutureTask<>(work::get);
        Thread thread = Thread.ofPlatform().name(name).start(task);
        try {
            // the work may be done a moment before its thread is gone, which Tomcat would take for a leak
            thread.join();
            return task.get();
        } catch (ExecutionException failed) {
            switch (failed.getCause()) {
                case RuntimeException failure -> throw failure;
                case Error error -> throw error;
                case null, default -> throw new IllegalStateException(failed);
            }
        } catch (InterruptedException stopped) {
            task.cancel(true);
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stopped);
        }
    }
}
