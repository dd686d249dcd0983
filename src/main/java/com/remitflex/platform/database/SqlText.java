package com.remitflex.platform.database;

import java.util.ArrayList;
import java.util.List;

/**
 * The text of a query that depends on what is asked, with the parameters of its `?` in their order.
 * Only constants of this program and numbers may become text.
 */
public final class SqlText {
  private final StringBuilder text = new StringBuilder();
  private final List<Object> parameters = new ArrayList<>();

  /** Begins with this text. */
  public static SqlText of(String text, Object... parameters) {
    return new SqlText().add(text, parameters);
  }

  /** Adds text with the parameters of its `?`. */
  public SqlText add(String more, Object... values) {
    text.append(more);
    parameters.addAll(List.of(values));
    return this;
  }

  /** Adds another text with its parameters. */
  public SqlText add(SqlText more) {
    text.append(more.text);
    parameters.addAll(more.parameters);
    return this;
  }

  String text() {
    return text.toString();
  }

  Object[] parameters() {
    return parameters.toArray();
  }
}
