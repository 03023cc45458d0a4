package io.meridian.running;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.tools.attach.VirtualMachine;
import io.meridian.running.Way.Setup;
import io.meridian.testing.TestPostgres;
import io.meridian.testing.TestRedis;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.stream.Stream;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RedeployIT {
    private static final int REDEPLOYS = 10;

    @TempDir
    private Path directory;

    @Test
    void leaksNoClassLoaderInTenRedeploys() throws Exception {
        // with both stores, for drivers and pools are what applications usually leave behind
        Setup setup = Gateway.setup(directory, "/", "")
                .with("DATABASE_URL", TestPostgres.newDatabase())
                .with("REDIS_URL", TestRedis.shared().toString());
        Launch launch = Way.TOMCAT.launch(setup);
        try (RunningServer server = RunningServer.ready(launch);
                JMXConnector connector = connect(server)) {
            MBeanServerConnection tomcat = connector.getMBeanServerConnection();
            Path war = launch.directory().resolve("webapps").resolve("ROOT.war");
            Client client = server.client();
            Instant modified = Files.getLastModifiedTime(war).toInstant();
            for (int i = 1; i <= REDEPLOYS; i++) {
                // Tomcat compares seconds, and takes a file for unfinished that is younger than its resolution
                Files.setLastModifiedTime(war, FileTime.from(modified.minusSeconds(3600L * i)));
                int deployed = i + 1;
                server.await("redeployment", () -> deployments(server) == deployed);
                server.await("readiness", () -> client.status("/health/readiness") == 200);
                assertUses(client);
            }
            server.await("collected class loaders", () -> leaks(tomcat).length == 0);
            assertThat(server.log().lines())
                    .noneMatch(line -> line.contains("memory leak") || line.contains("failed to stop"));
        }
    }

    private static void assertUses(Client client) {
        assertThat(client.complete("mock").statusCode()).isEqualTo(200);
        HttpResponse<String> generated = client.post("/key/generate", "{\"rpm_limit\":10}");
        assertThat(generated.statusCode()).as(generated.body()).isEqualTo(200);
        Client caller = new Client(client.base(), Client.key(generated));
        try (Stream<String> lines = caller.stream("mock").body()) {
            assertThat(lines).contains("data: [DONE]");
        }
    }

    private static int deployments(RunningServer server) {
        return server.log().split("Deployment of web application archive .* has finished", -1).length - 1;
    }

    private static String[] leaks(MBeanServerConnection tomcat) {
        try {
            return (String[]) tomcat.invoke(
                    new ObjectName("Catalina:type=Host,host=localhost"),
                    "findReloadedContextMemoryLeaks",
                    new Object[0],
                    new String[0]);
        } catch (Exception failure) {
            throw new IllegalStateException(failure);
        }
    }

    @SuppressWarnings("BanJNDI") // the address is the one our own process has just told
    private static JMXConnector connect(RunningServer server) throws Exception {
        VirtualMachine tomcat =
                VirtualMachine.attach(Long.toString(server.process().handle().pid()));
        try {
            return JMXConnectorFactory.connect(new JMXServiceURL(tomcat.startLocalManagementAgent()));
        } finally {
            tomcat.detach();
        }
    }
}
