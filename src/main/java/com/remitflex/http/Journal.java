package com.remitflex.http;

/** Where every request is recorded once it is answered. */
@FunctionalInterface
public interface Journal {
  /** Takes one request; returns at once, whatever becomes of the record. */
  void record(Exchange exchange);

  /** Records in this one, then in another. */
  default Journal andThen(Journal next) {
    return exchange -> {
      record(exchange);
      next.record(exchange);
    };
  }
}
