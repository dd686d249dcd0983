package com.remitflex.platform.telemetry;

import com.remitflex.platform.text.ApiKeyText;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A connection that records a span for each statement and each COMMIT. A span has the text of the
 * statement, which contains no values: they are parameters.
 */
final class TracedConnection implements InvocationHandler {
  private static final int MAX_TEXT = 2_000;

  private final Connection plain;

  private TracedConnection(Connection plain) {
    this.plain = plain;
  }

  static Connection of(Connection plain) {
    return proxy(Connection.class, new TracedConnection(plain));
  }

  private static <T> T proxy(Class<T> type, InvocationHandler handler) {
    return type.cast(
        Proxy.newProxyInstance(
            TracedConnection.class.getClassLoader(), new Class<?>[] {type}, handler));
  }

  @Override
  public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments)
      throws Throwable {
    return switch (method.getName()) {
      case "commit", "rollback" ->
          traced(method.getName().toUpperCase(Locale.ROOT), plain, method, arguments);
      case "prepareStatement" -> {
        PreparedStatement statement = created(PreparedStatement.class, method, arguments);
        yield proxy(
            PreparedStatement.class, new TracedStatement(statement, text(arguments).orElse("")));
      }
      case "createStatement" ->
          proxy(
              Statement.class,
              new TracedStatement(created(Statement.class, method, arguments), ""));
      default -> call(plain, method, arguments);
    };
  }

  private <T> T created(Class<T> type, Method method, Object @Nullable [] arguments)
      throws Throwable {
    return type.cast(Objects.requireNonNull(call(plain, method, arguments)));
  }

  /** A statement, whose execution is a span. */
  private record TracedStatement(Statement plain, String prepared) implements InvocationHandler {
    @Override
    public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments)
        throws Throwable {
      return method.getName().startsWith("execute")
          ? traced(text(arguments).orElse(prepared), plain, method, arguments)
          : call(plain, method, arguments);
    }
  }

  private static Optional<String> text(Object @Nullable [] arguments) {
    return arguments != null && arguments.length > 0 && arguments[0] instanceof String text
        ? Optional.of(text)
        : Optional.empty();
  }

  private static @Nullable Object traced(
      String sql, Object target, Method method, Object @Nullable [] arguments) throws Throwable {
    String text = sql.strip();
    try (Span span = Span.current().child(operation(text))) {
      span.set("db.system.name", "postgresql");
      span.set(
          "db.query.text",
          ApiKeyText.mask(text.length() > MAX_TEXT ? text.substring(0, MAX_TEXT) : text));
      try {
        return call(target, method, arguments);
      } catch (SQLException e) {
        span.failed(Optional.ofNullable(e.getSQLState()).orElse("unknown"));
        throw e;
      }
    }
  }

  /** The first word, for example SELECT; COMMIT if the statements end with it. */
  private static String operation(String sql) {
    if (sql.endsWith(";COMMIT")) {
      return "COMMIT";
    }
    int end = 0;
    while (end < sql.length() && Character.isLetter(sql.charAt(end))) {
      end++;
    }
    return end == 0 ? "SQL" : sql.substring(0, end).toUpperCase(Locale.ROOT);
  }

  private static @Nullable Object call(Object target, Method method, Object @Nullable [] arguments)
      throws Throwable {
    try {
      return method.invoke(target, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause() == null ? e : e.getCause();
    }
  }
}
