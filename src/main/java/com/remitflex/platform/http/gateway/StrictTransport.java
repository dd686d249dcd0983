package com.remitflex.platform.http.gateway;

import java.net.URI;
import java.util.Optional;

/** HTTP Strict Transport Security (RFC 6797): browsers use only HTTPS for this host. */
final class StrictTransport {
  /** One year: long enough for every list of such hosts. */
  private static final String VALUE = "max-age=31536000";

  private StrictTransport() {}

  /** The header's value; empty for `localhost`, which other programs of the developer share. */
  static Optional<String> header(String publicUrl) {
    URI url = URI.create(publicUrl);
    return url.getScheme().equals("https") && !"localhost".equals(url.getHost())
        ? Optional.of(VALUE)
        : Optional.empty();
  }
}
