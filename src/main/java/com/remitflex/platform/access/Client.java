package com.remitflex.platform.access;

import com.remitflex.platform.net.Address;
import java.util.Optional;

/**
 * The other end of a request.
 *
 * @param ip its address in canonical form: the peer's, or what a trusted proxy says of it; {@link
 *     Address#UNKNOWN} when that is not readable
 * @param userAgent the User-Agent header, shortened, with anything like a key masked
 * @param requestId the X-Request-Id that this request is answered with
 */
public record Client(String ip, Optional<String> userAgent, String requestId) {
  public Client {
    ip = Address.canonicalOrUnknown(ip);
  }
}
