package com.remitflex.web.dashboard.forms;

import com.remitflex.platform.http.api.PublicRequest;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * How cookies are read and set (RFC 6265). Where the platform's public address is HTTPS they are
 * `Secure` and carry the prefix that no other host can set; on http://localhost they cannot.
 */
public final class Cookies {
  private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9_-]{43}");
  private static final SecureRandom RANDOM = new SecureRandom();

  private final boolean secure;

  public Cookies(String publicUrl) {
    this.secure = publicUrl.startsWith("https:");
  }

  /** The token that this cookie carries, if it has the form of one. */
  public Optional<String> find(PublicRequest call, Cookie cookie) {
    String wanted = name(cookie) + "=";
    for (String line : call.header("Cookie")) {
      for (String pair : line.split(";", -1)) {
        String stripped = pair.strip();
        if (stripped.startsWith(wanted)) {
          String value = stripped.substring(wanted.length());
          return TOKEN.matcher(value).matches() ? Optional.of(value) : Optional.empty();
        }
      }
    }
    return Optional.empty();
  }

  public String set(Cookie cookie, String token, Duration life) {
    return line(cookie, token, life.toSeconds());
  }

  public String remove(Cookie cookie) {
    return line(cookie, "", 0);
  }

  /** A token for a cookie that stands for nothing in the database. */
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
