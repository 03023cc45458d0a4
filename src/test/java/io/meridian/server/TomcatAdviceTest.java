package io.meridian.server;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletRequestEvent;
import jakarta.servlet.ServletRequestListener;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Operators of a Tomcat as it comes are told once what to set. */
class TomcatAdviceTest {
    private final Logger logger = Logger.getLogger(TomcatAdvice.class.getName());
    private final List<String> logged = new ArrayList<>();
    private final List<ServletRequestListener> listeners = new ArrayList<>();
    private final Handler capture = new Handler() {
        @Override
        public void publish(LogRecord line) {
            logged.add(line.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @BeforeEach
    void listen() {
        logger.addHandler(capture);
    }

    @AfterEach
    void listenNoMore() {
        logger.removeHandler(capture);
    }

    @Test
    void saysOnceWhatToSet() {
        request(advised());
        request(listeners.getFirst());
        assertThat(logged)
                .singleElement()
                .asString()
                .contains("useVirtualThreads=\"true\"", "encodedSolidusHandling=\"passthrough\"", "conf/server.xml");
    }

    @Test
    void saysNothingWhereItIsSetAlready() throws InterruptedException {
        ServletRequestListener advice = advised();
        Thread.startVirtualThread(() -> request(advice)).join();
        assertThat(logged).isEmpty();
    }

    @Test
    void hasNothingToSayToOtherContainers() {
        TomcatAdvice.giveIn(context("jetty/12.1.0"));
        assertThat(listeners).isEmpty();
    }

    private ServletRequestListener advised() {
        TomcatAdvice.giveIn(context("Apache Tomcat/11.0.14"));
        assertThat(listeners).hasSize(1);
        return listeners.getFirst();
    }

    private void request(ServletRequestListener advice) {
        ServletRequest none = fake(ServletRequest.class, "");
        advice.requestInitialized(new ServletRequestEvent(context(""), none));
    }

    private ServletContext context(String server) {
        return fake(ServletContext.class, server);
    }

    private <T> T fake(Class<T> type, String server) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (self, method, arguments) -> switch (method.getName()) {
                    case "getServerInfo" -> server;
                    case "addListener" -> {
                        listeners.add((ServletRequestListener) arguments[0]);
                        yield null;
                    }
                    default -> throw new UnsupportedOperationException(method.getName());
                }));
    }
}
