package com.remitflex.platform.http.api;

/** Receives every request of the API with its response. */
@FunctionalInterface
public interface RequestListener {
  /** Takes one request before its response is sent; returns immediately and never fails. */
  void record(Exchange exchange);

  /** Notes that the response was sent, or that the client is gone. */
  default void sent(Exchange exchange) {}
}
