package com.remitflex.platform.access;

import com.remitflex.platform.net.Address;
import java.util.Optional;

/**
 * The client of a request.
 *
 * @param ip its address in canonical form: the peer's, or the one that a trusted proxy reports;
 *     {@link Address#UNKNOWN} if that is unreadable
 * @param userAgent the User-Agent header, shortened, with any key masked
 * @param requestId the X-Request-Id of the response
 */
public record Client(String ip, Optional<String> userAgent, String requestId) {
  public Client {
    ip = Address.canonicalOrUnknown(ip);
  }
}
