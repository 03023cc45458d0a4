package io.meridian.running;

import io.meridian.testing.ServerProcess;
import java.net.URI;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;

/** A launched server and how it is reached: on a port of its own choice, which its log tells. Used by one thread. */
record RunningServer(ServerProcess process, Launch launch) implements AutoCloseable {
    /** Returns as soon as the process runs. */
    static RunningServer start(Launch launch) {
        return new RunningServer(
                ServerProcess.start(launch.directory(), launch.command(), launch.environment()), launch);
    }

    /** Returns when the gateway says it is ready. */
    static RunningServer ready(Launch launch) {
        RunningServer server = start(launch);
        try {
            Client client = server.client();
            server.await("readiness", () -> client.status("/health/readiness") == 200);
            return server;
        } catch (RuntimeException | Error failure) {
            server.close();
            throw failure;
        }
    }

    /** For requests below the context path; waits until the port is known. */
    Client client() {
        String port = process.said("port", Pattern.compile(launch.portInLog()));
        return new Client(URI.create("http://127.0.0.1:" + port + launch.contextPath()), launch.masterKey());
    }

    String log() {
        return process.log();
    }

    void terminate() {
        process.terminate();
    }

    int exitCode() {
        return process.exitCode();
    }

    void await(String what, BooleanSupplier condition) {
        process.await(what, condition);
    }

    @Override
    public void close() {
        process.close();
    }
}
