package com.remitflex.features.webhooks.filter;

/**
 * A part of a filter's text.
 *
 * @param text the name, the operator, the number, or the content of the string
 * @param position of its first character, from 0
 */
record Token(Kind kind, String text, int position) {
  /** The kinds of parts. */
  enum Kind {
    NAME,
    STRING,
    NUMBER,
    SYMBOL,
    END
  }

  boolean is(Kind other, String value) {
    return kind == other && text.equals(value);
  }

  /** The token as a message shows it. */
  String shown() {
    return kind == Kind.END ? "the end of the filter" : "\"" + text + "\"";
  }
}
