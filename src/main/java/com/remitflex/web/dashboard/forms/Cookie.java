package com.remitflex.web.dashboard.forms;

/** The cookies of the Dashboard; all of them are random tokens. */
public enum Cookie {
  /** Of whoever has signed in. */
  SESSION("rf_session"),
  /** Of a browser in which someone has signed in before. */
  DEVICE("rf_device"),
  /** Of whoever has not signed in: what the forms before it are bound to. */
  VISITOR("rf_visitor");

  private final String word;

  Cookie(String word) {
    this.word = word;
  }

  String word() {
    return word;
  }
}
