package io.destill.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.spi.ContextAwareBase;
import org.slf4j.Logger;

/**
 * Logging for a person at a command line: warnings on standard error, as one line each; with {@code --verbose} everything,
 * with stack traces. Logback finds this class as a service; code starts faster than its XML.
 */
public final class Logging extends ContextAwareBase implements Configurator {

    private static final String VERBOSE = "destill.verbose";
    private static final String SHORT = "destill: %msg%n%nopex";
    private static final String LONG = "%d{HH:mm:ss.SSS} %-5level [%thread] %logger{20}: %msg%n%ex";

    /** To be called before anything logs. */
    static void verbose() {
        System.setProperty(VERBOSE, "true");
    }

    static boolean isVerbose() {
        return Boolean.getBoolean(VERBOSE);
    }

    @Override
    public ExecutionStatus configure(LoggerContext context) {
        PatternLayoutEncoder encoder = new PatternLayoutEncoder();
        encoder.setContext(context);
        encoder.setPattern(isVerbose() ? LONG : SHORT);
        encoder.start();
        ConsoleAppender<ILoggingEvent> stderr = new ConsoleAppender<>();
        stderr.setContext(context);
        stderr.setTarget("System.err");
        stderr.setEncoder(encoder);
        stderr.start();
        context.getLogger(Logger.ROOT_LOGGER_NAME).addAppender(stderr);
        context.getLogger(Logger.ROOT_LOGGER_NAME).setLevel(isVerbose() ? Level.INFO : Level.WARN);
        context.getLogger("io.destill").setLevel(isVerbose() ? Level.DEBUG : Level.WARN);
        // What fails there, the history tells in words of its own.
        context.getLogger("com.zaxxer.hikari").setLevel(isVerbose() ? Level.INFO : Level.OFF);
        // What the agents log, their messages tell too, and the command shows those.
        context.getLogger("io.destill.ingestion").setLevel(isVerbose() ? Level.DEBUG : Level.OFF);
        context.getLogger("io.destill.analysis").setLevel(isVerbose() ? Level.DEBUG : Level.OFF);
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }
}
