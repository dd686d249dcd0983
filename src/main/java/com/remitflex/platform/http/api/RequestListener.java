package com.remitflex.platform.http.api;

/** Where every request is recorded. */
@FunctionalInterface
public interface RequestListener {
  /** Takes one request before its response is sent; returns immediately and never fails. */
  void record(Exchange exchange);

  /** The response has been sent, or the client is gone. */
  default void sent(Exchange exchange) {}
}
