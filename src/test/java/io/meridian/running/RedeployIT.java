package io.meridian.running;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.tools.attach.VirtualMachine;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
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
        Launch launch = Way.TOMCAT.launch(Gateway.setup(directory, "/", ""));
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
                assertThat(client.complete("mock").statusCode()).isEqualTo(200);
            }
            server.await("collected class loaders", () -> leaks(tomcat).length == 0);
            assertThat(server.log()).doesNotContain("memory leak", "has failed to stop");
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
                VirtualMachine.attach(Long.toString(server.process().pid()));
        try {
            return JMXConnectorFactory.connect(new JMXServiceURL(tomcat.startLocalManagementAgent()));
        } finally {
            tomcat.detach();
        }
    }
}
