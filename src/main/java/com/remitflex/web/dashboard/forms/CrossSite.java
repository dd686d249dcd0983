package com.remitflex.web.dashboard.forms;

import com.remitflex.platform.errors.ApiError;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.http.api.PublicRequest;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Tells a request of our own pages from one that another site had a browser send: by what browsers
 * report of its origin; {@link FormTokens} checks the token in each form.
 */
public final class CrossSite {
  private static final String ALGORITHM = "HmacSHA256";
  private static final String FORM_TYPE = "application/x-www-form-urlencoded";

  static final String FIELD = "csrf";
  static final String HEADER = "X-CSRF-Token";

  private final SecretKeySpec key;
  private final String publicOrigin;

  /**
   * The check of this installation.
   *
   * @param secret the same on every node, kept outside the database
   */
  public CrossSite(byte[] secret, String publicUrl) {
    this.key = new SecretKeySpec(secret, ALGORITHM);
    URI uri = URI.create(publicUrl);
    this.publicOrigin = (uri.getScheme() + "://" + uri.getAuthority()).toLowerCase(Locale.ROOT);
  }

  /** What stands for the browser with this cookie: the challenges of passkeys are bound to it. */
  public String browser(String cookie) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      return Base64.getUrlEncoder()
          .withoutPadding()
          .encodeToString(mac.doFinal(cookie.getBytes(StandardCharsets.US_ASCII)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Refuses what is no form of ours by its headers alone, before the body is read. */
  public void requireOurs(PublicRequest call) {
    List<String> types = call.header("Content-Type");
    if (types.size() != 1
        || !types.getFirst().split(";", 2)[0].strip().equalsIgnoreCase(FORM_TYPE)) {
      throw ApiError.of(
              ErrorCode.UNSUPPORTED_MEDIA_TYPE, "The Dashboard takes forms: " + FORM_TYPE + ".")
          .exception();
    }
    for (String site : call.header("Sec-Fetch-Site")) {
      if (!site.equals("same-origin")) {
        throw refused();
      }
    }
    for (String origin : call.header("Origin")) {
      if (!isOurs(origin, call)) {
        throw refused();
      }
    }
  }

  /** The public address, or the address that the browser itself has called. */
  private boolean isOurs(String origin, PublicRequest call) {
    String lower = origin.toLowerCase(Locale.ROOT);
    String host = call.header("Host").stream().findFirst().orElse("").toLowerCase(Locale.ROOT);
    return lower.equals(publicOrigin)
        || lower.equals("https://" + host)
        || (lower.equals("http://" + host) && mayBePlain(host));
  }

  /** Whether someone on the way could not have written the page as well. */
  private boolean mayBePlain(String host) {
    return publicOrigin.startsWith("http:")
        || host.matches("(localhost|127\\.0\\.0\\.1|\\[::1])(:[0-9]+)?");
  }

  public static RuntimeException refused() {
    return ApiError.of(
            ErrorCode.INSUFFICIENT_PERMISSIONS,
            "This form is too old, or it was sent by another site. Nothing was done: go back,"
                + " reload the page and try again.")
        .exception();
  }
}
