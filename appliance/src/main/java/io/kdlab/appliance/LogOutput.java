package io.kdlab.appliance;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import com.codahale.metrics.MetricRegistry;
import io.dropwizard.logging.common.LoggingFactory;
import org.slf4j.LoggerFactory;

/// Where log lines go: what the configuration says for a box, nowhere for the short-lived verbs.
public final class LogOutput {
    private LogOutput() {}

    /// For `serve`: Dropwizard's logging.
    public static void configure(LoggingFactory logging) {
        logging.configure(new MetricRegistry(), "kdlab");
    }

    /// For everything else: only what a person must know, on standard error.
    public static void quiet() {
        if (LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME) instanceof Logger root) {
            root.setLevel(System.getenv("KDLAB_DEBUG") == null ? Level.OFF : Level.DEBUG);
        }
    }
}
