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
 * Rejects forms that other sites let a browser submit, by the headers in which browsers report the
 * origin of a request. {@link FormTokens} checks the token of each form.
 */
public final class CrossSite {
  private static final String ALGORITHM = "HmacSHA256";
  private static final String FORM_TYPE = "application/x-www-form-urlencoded";

  static final String FIELD = "csrf";
  static final String HEADER = "X-CSRF-Token";

  private final SecretKeySpec key;
  private final String publicOrigin;

  /**
   * The check for this installation.
   *
   * @param secret the same on every node, stored outside the database
   */
  public CrossSite(byte[] secret, String publicUrl) {
    this.key = new SecretKeySpec(secret, ALGORITHM);
    URI uri = URI.create(publicUrl);
    this.publicOrigin = (uri.getScheme() + "://" + uri.getAuthority()).toLowerCase(Locale.ROOT);
  }

  /** An ID of the browser that has this cookie. The challenges of passkeys are bound to it. */
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

  /**
   * Rejects a request that is not from one of our own forms. Reads only its headers.
   *
   * @throws com.remitflex.platform.errors.ApiException UNSUPPORTED_MEDIA_TYPE,
   *     INSUFFICIENT_PERMISSIONS
   */
  public void requireSameSite(PublicRequest request) {
    List<String> types = request.header("Content-Type");
    if (types.size() != 1
        || !types.getFirst().split(";", 2)[0].strip().equalsIgnoreCase(FORM_TYPE)) {
      throw ApiError.of(
              ErrorCode.UNSUPPORTED_MEDIA_TYPE,
              "The Dashboard accepts only forms. Send Content-Type: " + FORM_TYPE + ".")
          .exception();
    }
    for (String site : request.header("Sec-Fetch-Site")) {
      if (!site.equals("same-origin")) {
        throw rejection();
      }
    }
    for (String origin : request.header("Origin")) {
      if (!isOwnOrigin(origin, request)) {
        throw rejection();
      }
    }
  }

  /** Whether it is the public URL, or the address to which the browser sent the request. */
  private boolean isOwnOrigin(String origin, PublicRequest request) {
    String lower = origin.toLowerCase(Locale.ROOT);
    String host = request.header("Host").stream().findFirst().orElse("").toLowerCase(Locale.ROOT);
    return lower.equals(publicOrigin)
        || lower.equals("https://" + host)
        || (lower.equals("http://" + host) && mayUseHttp(host));
  }

  /** Whether plain HTTP is accepted: nobody on the network path can change such a page. */
  private boolean mayUseHttp(String host) {
    return publicOrigin.startsWith("http:")
        || host.matches("(localhost|127\\.0\\.0\\.1|\\[::1])(:[0-9]+)?");
  }

  /** The rejection of a form that is not ours, or no longer. */
  public static RuntimeException rejection() {
    return ApiError.of(
            ErrorCode.INSUFFICIENT_PERMISSIONS,
            "This form has expired or was sent by another site. Nothing was changed. Go back,"
                + " reload the page and try again.")
        .exception();
  }
}
