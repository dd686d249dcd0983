package com.remitflex.features.webhooks.filter;

/** A text is not a filter. */
final class FilterSyntaxException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String problem;

  /**
   * An error at a place in the text.
   *
   * @param position of the character, from 0
   */
  FilterSyntaxException(int position, String message) {
    this.problem = "At character " + (position + 1) + ": " + message;
  }

  String problem() {
    return problem;
  }
}
