package io.meridian.server;

import io.meridian.config.ConfigLoader;
import io.meridian.config.Environment;
import io.meridian.config.LoadedConfig;
import io.meridian.store.PostgresDriver;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.ServletRegistration;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts the gateway with the web application and stops it with it. */
public final class GatewayListener implements ServletContextListener {
    /** Names a configuration file; an attribute or an init parameter of the servlet context. */
    public static final String CONFIG = "meridian.config";

    /** {@code true} under the development launcher, which brings a master key of its own. */
    public static final String DEVELOPMENT = "meridian.development";

    private static final Logger LOG = LoggerFactory.getLogger(GatewayListener.class);

    private @Nullable Gateway gateway;

    @Override
    public void contextInitialized(ServletContextEvent event) {
        ServletContext context = event.getServletContext();
        Gateway started = OwnThread.run("meridian-start", () -> start(context));
        gateway = started;
        TomcatAdvice.giveIn(context);
        ServletRegistration.Dynamic servlet = context.addServlet("meridian", new GatewayServlet(started));
        servlet.addMapping("/*");
        servlet.setLoadOnStartup(0);
    }

    private static Gateway start(ServletContext context) {
        LoadedConfig loaded = ConfigLoader.load(
                setting(context, CONFIG).map(Path::of),
                Environment.ofProcess(),
                setting(context, DEVELOPMENT).map(Boolean::parseBoolean).orElse(false),
                Deployments::isAddressKnown);
        loaded.warnings().forEach(LOG::warn);
        return Gateway.start(loaded.config(), true);
    }

    @Override
    public void contextDestroyed(ServletContextEvent event) {
        Gateway running = gateway;
        if (running != null) {
            OwnThread.run("meridian-stop", () -> {
                running.close();
                return running;
            });
            gateway = null;
        }
        PostgresDriver.deregister();
    }

    private static Optional<String> setting(ServletContext context, String name) {
        Object attribute = context.getAttribute(name);
        return Optional.ofNullable(attribute == null ? context.getInitParameter(name) : attribute.toString());
    }
}
