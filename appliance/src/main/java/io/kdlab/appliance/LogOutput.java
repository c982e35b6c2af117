package io.kdlab.appliance;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
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

    /// For programs that stand in the middle: what these loggers have to tell, a line each on standard error.
    public static void tell(String... loggers) {
        if (System.getenv("KDLAB_DEBUG") == null
                && LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME) instanceof Logger root) {
            PatternLayoutEncoder lines = new PatternLayoutEncoder();
            lines.setContext(root.getLoggerContext());
            lines.setPattern("%d{HH:mm:ss} %msg%n%nopex");
            lines.start();
            ConsoleAppender<ILoggingEvent> errors = new ConsoleAppender<>();
            errors.setContext(root.getLoggerContext());
            errors.setTarget("System.err");
            errors.setEncoder(lines);
            errors.start();
            root.detachAndStopAllAppenders();
            root.addAppender(errors);
            for (String name : loggers) {
                root.getLoggerContext().getLogger(name).setLevel(Level.INFO);
            }
        }
    }

    /// For everything else: only what a person must know, on standard error.
    public static void quiet() {
        if (LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME) instanceof Logger root) {
            root.setLevel(System.getenv("KDLAB_DEBUG") == null ? Level.OFF : Level.DEBUG);
        }
    }
}
