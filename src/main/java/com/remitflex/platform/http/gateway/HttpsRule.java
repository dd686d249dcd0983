package com.remitflex.platform.http.gateway;

import com.remitflex.platform.errors.ApiError;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.http.server.Peer;
import com.remitflex.platform.net.ForwardedHops;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.Headers;
import java.util.List;
import java.util.Optional;

/**
 * Rejects requests that crossed a network without encryption: those that a proxy reports as plain
 * HTTP, and plain connections from other machines that are not trusted proxies.
 */
final class HttpsRule {
  private static final HeaderName X_FORWARDED_PROTO = HeaderNames.create("X-Forwarded-Proto");

  private HttpsRule() {}

  /**
   * The error of a request that was not encrypted.
   *
   * @param isSecure whether the connection to this server uses TLS
   */
  static Optional<ApiError> error(Peer peer, boolean isSecure, Headers headers) {
    boolean isPlain = !isSecure && !peer.isLocal() && !peer.isProxy();
    return isPlain || isReportedAsPlain(headers)
        ? Optional.of(
            ApiError.of(
                ErrorCode.HTTPS_REQUIRED,
                "This request was sent over plain HTTP. Use HTTPS, and replace every secret that"
                    + " it contained."))
        : Optional.empty();
  }

  /**
   * The first scheme is that of the client's own connection. Every client is believed: a false
   * report harms only its own request.
   */
  private static boolean isReportedAsPlain(Headers headers) {
    List<String> schemes = headers.all(X_FORWARDED_PROTO, List::of);
    if (!schemes.isEmpty()
        && schemes.getFirst().split(",", -1)[0].strip().equalsIgnoreCase("http")) {
      return true;
    }
    List<String> hops = headers.all(HeaderNames.FORWARDED, List::of);
    return !hops.isEmpty() && ForwardedHops.reportsPlainHttp(hops.getFirst());
  }
}
