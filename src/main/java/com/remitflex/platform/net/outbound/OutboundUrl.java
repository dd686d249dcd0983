package com.remitflex.platform.net.outbound;

import com.remitflex.platform.errors.CheckReturnValue;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.errors.Result;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A URL to which this platform sends requests. Its spelling is strict, so that no other program
 * reads another host in it: a name in ASCII or an address in its usual notation, no user, no
 * fragment.
 *
 * @param text the URL as it was entered
 * @param host in lower case, without brackets
 * @param port the port, also if the text has none
 */
public record OutboundUrl(String text, Scheme scheme, String host, int port) {
  /** Maximum length of a URL. */
  public static final int MAX_LENGTH = 2_000;

  private static final int HTTPS_PORT = 443;
  private static final int HTTP_PORT = 80;

  /** Below, only the port of HTTPS: others belong to services that do not expect HTTP. */
  private static final int MIN_FREE_PORT = 1_024;

  private static final int MAX_PORT = 65_535;
  private static final int MAX_NAME = 253;

  private static final Pattern VISIBLE_ASCII = Pattern.compile("[!-~]+");

  private static final Pattern NAME =
      Pattern.compile(
          "(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\\.)*[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?");

  private static final Pattern IPV4 =
      Pattern.compile("(?:(?:0|[1-9][0-9]{0,2})\\.){3}(?:0|[1-9][0-9]{0,2})");

  /** Without a zone, and without the notation of an embedded IPv4 address. */
  private static final Pattern IPV6 = Pattern.compile("\\[[0-9a-f:]{2,39}]");

  /** The schemes: with encryption, and for the loopback address only. */
  public enum Scheme {
    HTTPS("https"),
    HTTP("http");

    private final String word;

    Scheme(String word) {
      this.word = word;
    }

    String word() {
      return word;
    }
  }

  /**
   * Reads a URL; VALIDATION_ERROR at `field` for any that is not allowed. The address of a host
   * name is not checked here.
   */
  @CheckReturnValue
  public static Result<OutboundUrl> parse(String field, String text, Reach reach) {
    Optional<URI> parsed = uri(text);
    if (parsed.isEmpty()) {
      return rejected(field, "Must be an absolute URL, for example https://example.com/hooks.");
    }
    URI uri = parsed.get();
    Optional<Scheme> scheme = scheme(uri);
    if (scheme.isEmpty() || (scheme.get() == Scheme.HTTP && reach == Reach.PUBLIC)) {
      return rejected(field, "Must begin with https://.");
    }
    if (uri.getRawUserInfo() != null || uri.getRawFragment() != null) {
      return rejected(field, "Must contain neither a user name nor a fragment (#).");
    }
    Optional<String> host = host(uri);
    if (host.isEmpty()) {
      return rejected(
          field,
          "The host must be a name in ASCII letters, or an IP address in its usual notation.");
    }
    OutboundUrl url = new OutboundUrl(text, scheme.get(), host.get(), port(uri, scheme.get()));
    return isFree(url)
        ? Result.ok(url)
        : rejected(field, "The port must be 443, or 1024 to 65535.");
  }

  private static Optional<URI> uri(String text) {
    if (text.length() > MAX_LENGTH || !VISIBLE_ASCII.matcher(text).matches()) {
      return Optional.empty();
    }
    try {
      URI uri = new URI(text);
      return Optional.of(uri).filter(one -> one.isAbsolute() && one.getRawAuthority() != null);
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
  }

  private static Optional<Scheme> scheme(URI uri) {
    for (Scheme scheme : Scheme.values()) {
      if (scheme.word.equalsIgnoreCase(uri.getScheme())) {
        return Optional.of(scheme);
      }
    }
    return Optional.empty();
  }

  /** The host; empty for a spelling that programs read differently, for example `0x7f.1`. */
  private static Optional<String> host(URI uri) {
    if (uri.getHost() == null) {
      return Optional.empty();
    }
    String host = uri.getHost().toLowerCase(Locale.ROOT);
    if (IPV6.matcher(host).matches()) {
      return Optional.of(host.substring(1, host.length() - 1));
    }
    String name = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
    boolean allowed =
        IPV4.matcher(host).matches() || (NAME.matcher(name).matches() && name.length() <= MAX_NAME);
    return allowed ? Optional.of(name) : Optional.empty();
  }

  private static int port(URI uri, Scheme scheme) {
    if (uri.getPort() >= 0) {
      return uri.getPort();
    }
    return scheme == Scheme.HTTPS ? HTTPS_PORT : HTTP_PORT;
  }

  private static boolean isFree(OutboundUrl url) {
    return url.port == (url.scheme == Scheme.HTTPS ? HTTPS_PORT : HTTP_PORT)
        || (url.port >= MIN_FREE_PORT && url.port <= MAX_PORT);
  }

  private static <T> Result<T> rejected(String field, String message) {
    return Result.rejected(field, ErrorCode.VALIDATION_ERROR, message);
  }

  /** The path with the query, as they are sent. */
  String target() {
    URI uri = URI.create(text);
    String path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
    return uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery();
  }
}
