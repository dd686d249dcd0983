package com.remitflex.testing;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.LoggerFactory;

/** What one class logs in this JVM, until this is closed. */
public final class LoggedBy implements AutoCloseable {
  private final Logger logger;
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();

  /** Listens to the logger of this class from now on. */
  public LoggedBy(Class<?> source) {
    logger = (Logger) LoggerFactory.getLogger(source);
    log.list = new CopyOnWriteArrayList<>();
    log.start();
    logger.addAppender(log);
  }

  /** What was logged so far, whatever its level. */
  public List<String> messages() {
    return log.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
  }

  /** Whether an error was logged so far. */
  public boolean hasError() {
    return log.list.stream().anyMatch(one -> one.getLevel() == Level.ERROR);
  }

  @Override
  public void close() {
    logger.detachAppender(log);
  }
}
