package com.remitflex.platform.net.outbound;

import java.util.Optional;

/** The outcome of a request to a customer's server. */
public sealed interface OutboundOutcome {
  record Replied(OutboundReply reply) implements OutboundOutcome {}

  /**
   * No response was received.
   *
   * @param explanation one line for the customer
   * @param address the address that was or would have been connected to
   */
  record Failed(Failure failure, String explanation, Optional<String> address)
      implements OutboundOutcome {}

  /** Why no response was received. */
  enum Failure {
    DNS("dns_error"),
    FORBIDDEN_ADDRESS("forbidden_address"),
    CONNECT("connection_failed"),
    TLS("tls_error"),
    TIMEOUT("timeout"),
    PROTOCOL("protocol_error");

    private final String word;

    Failure(String word) {
      this.word = word;
    }

    public String word() {
      return word;
    }
  }
}
