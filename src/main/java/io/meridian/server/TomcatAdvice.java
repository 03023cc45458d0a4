package io.meridian.server;

import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletRequestEvent;
import jakarta.servlet.ServletRequestListener;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says once what a Tomcat as it comes does less well than it could. Only the first request shows on which threads it
 * serves. Thread-safe.
 */
final class TomcatAdvice implements ServletRequestListener {
    private static final Logger LOG = LoggerFactory.getLogger(TomcatAdvice.class);

    private final AtomicBoolean given = new AtomicBoolean();

    private TomcatAdvice() {}

    static void giveIn(ServletContext context) {
        if (context.getServerInfo().startsWith("Apache Tomcat")) {
            context.addListener(new TomcatAdvice());
        }
    }

    @Override
    public void requestInitialized(ServletRequestEvent event) {
        if (!given.getPlain()
                && given.compareAndSet(false, true)
                && !Thread.currentThread().isVirtual()) {
            LOG.warn("Tomcat serves no more calls at a time than it has threads. For more set"
                    + " useVirtualThreads=\"true\" at the <Connector> in conf/server.xml, and"
                    + " encodedSolidusHandling=\"passthrough\" for models with a slash in their names.");
        }
    }
}
