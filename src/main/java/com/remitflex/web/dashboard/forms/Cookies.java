package com.remitflex.web.dashboard.forms;

import com.remitflex.platform.http.api.PublicRequest;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Reads and sets cookies (RFC 6265). If the public URL is HTTPS, they are `Secure` and their names
 * have the prefix `__Host-`, which other hosts cannot set.
 */
public final class Cookies {
  private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9_-]{43}");
  private static final SecureRandom RANDOM = new SecureRandom();

  private final boolean secure;

  public Cookies(String publicUrl) {
    this.secure = publicUrl.startsWith("https:");
  }

  /** The token in this cookie; empty if the cookie is missing or its value is not a token. */
  public Optional<String> find(PublicRequest request, Cookie cookie) {
    String prefix = name(cookie) + "=";
    for (String line : request.header("Cookie")) {
      for (String pair : line.split(";", -1)) {
        String stripped = pair.strip();
        if (stripped.startsWith(prefix)) {
          String value = stripped.substring(prefix.length());
          return TOKEN.matcher(value).matches() ? Optional.of(value) : Optional.empty();
        }
      }
    }
    return Optional.empty();
  }

  public String set(Cookie cookie, String token, Duration lifetime) {
    return line(cookie, token, lifetime.toSeconds());
  }

  public String remove(Cookie cookie) {
    return line(cookie, "", 0);
  }

  /** A random token for a cookie that has no row in the database. */
  public static String newToken() {
    byte[] bytes = new byte[32];
    RANDOM.nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private String line(Cookie cookie, String value, long seconds) {
    return name(cookie)
        + "="
        + value
        + "; Path=/; Max-Age="
        + seconds
        + "; HttpOnly; SameSite=Lax"
        + (secure ? "; Secure" : "");
  }

  private String name(Cookie cookie) {
    return (secure ? "__Host-" : "") + cookie.word();
  }
}
