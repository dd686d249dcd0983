package com.remitflex.web.dashboard.forms;

/** The cookies of the Dashboard and the operator console. Their values are random tokens. */
public enum Cookie {
  /** Of a user who has signed in. */
  SESSION("rf_session"),
  /** Of a browser in which a user has signed in before. */
  DEVICE("rf_device"),
  /** Of an operator who has signed in to the operator console. */
  CONSOLE_SESSION("rf_operator"),
  /** Of a browser in which an operator has signed in before. */
  CONSOLE_DEVICE("rf_operator_device"),
  /** Of a visitor who has not signed in. The forms before sign-in are bound to it. */
  VISITOR("rf_visitor");

  private final String word;

  Cookie(String word) {
    this.word = word;
  }

  String word() {
    return word;
  }
}
