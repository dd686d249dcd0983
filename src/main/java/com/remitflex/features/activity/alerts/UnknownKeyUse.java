package com.remitflex.features.activity.alerts;

import java.time.Instant;
import java.util.Optional;

/**
 * Requests in one hour, from one address, with a well-formed key that was never issued.
 *
 * @param display the masked key
 */
public record UnknownKeyUse(
    Instant hour,
    String display,
    String ip,
    Optional<String> userAgent,
    long requests,
    Instant first,
    Instant last) {
  UnknownKeyUse and(UnknownKeyUse later) {
    return new UnknownKeyUse(
        hour, display, ip, userAgent, requests + later.requests, first, later.last);
  }

  AlertDetails details() {
    return AlertDetails.NONE.with("display", display).with("ip", ip).with("user_agent", userAgent);
  }
}
