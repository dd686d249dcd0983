package com.remitflex.features.activity.requests;

import java.util.Locale;
import java.util.function.Consumer;

/** A field of a request by whose values the index finds the hours that have them. */
public enum IndexedField {
  STATUS,
  METHOD,
  ROUTE,
  ERROR_CODE,
  IP;

  private final String word = name().toLowerCase(Locale.ROOT);

  /** Its name in the table. */
  public String word() {
    return word;
  }

  /** Passes on the values by which the request is found, maybe repeated. */
  public void forEachValue(LoggedRequest request, Consumer<String> consumer) {
    switch (this) {
      case STATUS -> {
        consumer.accept(Integer.toString(request.status()));
        consumer.accept(statusClass(request.status()));
      }
      case METHOD -> consumer.accept(request.method());
      case ROUTE -> consumer.accept(request.route());
      case ERROR_CODE -> request.errorCode().ifPresent(consumer);
      case IP -> {
        // Earlier versions stored addresses in capital letters; a search ignores the case.
        consumer.accept(request.ip().toLowerCase(Locale.ROOT));
        request
            .summary()
            .ifPresent(all ->
                all.addresses()
                    .keySet()
                    .forEach(one -> consumer.accept(one.toLowerCase(Locale.ROOT))));
      }
    }
  }

  /** For example 4xx. */
  static String statusClass(int status) {
    return status / 100 + "xx";
  }
}
