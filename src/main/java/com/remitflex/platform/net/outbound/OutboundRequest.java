package com.remitflex.platform.net.outbound;

import java.util.Map;
import java.util.Optional;

/**
 * A request to another server.
 *
 * @param body the JSON of a POST; empty for a GET
 * @param maxKept how many bytes of the response's body are kept
 */
public record OutboundRequest(
    OutboundUrl url, Map<String, String> headers, Optional<byte[]> body, int maxKept) {

  /** How much of the response to a POST is kept. */
  static final int USUALLY_KEPT = 4 * 1024;

  /** A POST of JSON to a customer's server. */
  public OutboundRequest(OutboundUrl url, Map<String, String> headers, byte[] body) {
    this(url, headers, Optional.of(body), USUALLY_KEPT);
  }

  /** A GET. */
  public static OutboundRequest get(OutboundUrl url, Map<String, String> headers, int maxKept) {
    return new OutboundRequest(url, headers, Optional.empty(), maxKept);
  }
}
