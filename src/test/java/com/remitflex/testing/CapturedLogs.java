package com.remitflex.testing;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.OutputStreamAppender;
import com.remitflex.platform.telemetry.MaskedJsonEncoder;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.slf4j.LoggerFactory;

/**
 * What all servers of this JVM log during one test class, down to DEBUG, as their log files would
 * have it. Several classes may listen at the same time.
 */
public final class CapturedLogs implements BeforeAllCallback, AfterAllCallback {
  private static final List<String> TALKATIVE =
      List.of("com.remitflex", "io.helidon", "org.jdbi", "org.postgresql");

  private static int listening;

  private final ByteArrayOutputStream written = new ByteArrayOutputStream();
  private final OutputStreamAppender<ILoggingEvent> appender = new OutputStreamAppender<>();

  @Override
  public void beforeAll(ExtensionContext context) {
    LoggerContext loggers = (LoggerContext) LoggerFactory.getILoggerFactory();
    MaskedJsonEncoder encoder = new MaskedJsonEncoder();
    encoder.setContext(loggers);
    encoder.setWithFormattedMessage(true);
    encoder.start();
    appender.setContext(loggers);
    appender.setEncoder(encoder);
    appender.setOutputStream(written);
    appender.start();
    loggers.getLogger(Logger.ROOT_LOGGER_NAME).addAppender(appender);
    listen(loggers, appender);
  }

  private static synchronized void listen(LoggerContext loggers, Appender<ILoggingEvent> appender) {
    listening++;
    for (String name : TALKATIVE) {
      Logger logger = loggers.getLogger(name);
      logger.setLevel(Level.DEBUG);
      logger.setAdditive(false);
      logger.addAppender(appender);
    }
  }

  private static synchronized void leave(LoggerContext loggers, Appender<ILoggingEvent> appender) {
    listening--;
    for (String name : TALKATIVE) {
      Logger logger = loggers.getLogger(name);
      logger.detachAppender(appender);
      if (listening == 0) {
        logger.setLevel(null);
        logger.setAdditive(true);
      }
    }
  }

  /** Everything so far. */
  public String text() {
    return written.toString(StandardCharsets.UTF_8);
  }

  @Override
  public void afterAll(ExtensionContext context) {
    LoggerContext loggers = (LoggerContext) LoggerFactory.getILoggerFactory();
    loggers.getLogger(Logger.ROOT_LOGGER_NAME).detachAppender(appender);
    leave(loggers, appender);
    appender.stop();
    MintedSecrets.requireNoneInLog(text());
  }
}
