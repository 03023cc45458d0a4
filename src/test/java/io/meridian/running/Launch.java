package io.meridian.running;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** How to start a server: {@code portInLog} captures the port, {@code stoppingInLog} shows that a signal was heard. */
record Launch(
        List<String> command,
        Map<String, String> environment,
        Path directory,
        String contextPath,
        String portInLog,
        String stoppingInLog) {

    String masterKey() {
        return environment.getOrDefault("LITELLM_MASTER_KEY", "");
    }
}
