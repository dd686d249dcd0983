package com.remitflex.web.dashboard.forms;

import com.remitflex.features.members.people.Session;
import com.remitflex.platform.http.api.PublicRequest;
import com.remitflex.platform.ids.Environment;
import com.remitflex.platform.secrets.Hmac;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Creates and checks the tokens of forms. A token belongs to one form of one page and is bound to
 * the session, the account and the environment that the page showed. It proves that the form is
 * ours, names the account on which it acts, and identifies one submission.
 */
public final class FormTokens {
  private static final int RANDOM_BYTES = 16;
  private static final String NONE = "-";
  private static final Pattern FORMAT =
      Pattern.compile(
          "([A-Za-z0-9_-]{22})\\.([A-Za-z0-9_-]{1,40})\\.([a-z-]{1,10})\\.([\\w-]{43})");
  private static final SecureRandom RANDOM = new SecureRandom();

  private final byte[] mac;
  private final byte[] hash;
  private final byte[] seal;
  private final byte[] cookie;

  /**
   * The tokens of this installation.
   *
   * @param secret the same on every node, stored outside the database
   */
  public FormTokens(byte[] secret) {
    this.mac = Hmac.ofTexts(secret, "form tokens v1");
    this.hash = Hmac.ofTexts(secret, "form token hashes v1");
    this.seal = Hmac.ofTexts(secret, "form results v1");
    this.cookie = Hmac.ofTexts(secret, "form cookies v1");
  }

  /** The holder to which tokens are bound: the session, or the cookie of a visitor. */
  public static String holder(Optional<Session> session, String visitorCookie) {
    return session.map(one -> "session " + one.id()).orElse("visitor " + visitorCookie);
  }

  /** Creates a token for a form that is shown to this holder. */
  public String create(String holder, Optional<String> account, Optional<Environment> environment) {
    byte[] random = new byte[RANDOM_BYTES];
    RANDOM.nextBytes(random);
    String bound =
        base64(random)
            + "."
            + account.orElse(NONE)
            + "."
            + environment.map(Environment::word).orElse(NONE);
    return bound + "." + base64(Hmac.ofTexts(mac, holder, bound));
  }

  /**
   * Checks and returns the token of a form.
   *
   * @throws com.remitflex.platform.errors.ApiException INSUFFICIENT_PERMISSIONS: the token was not
   *     created for this holder
   */
  public FormToken require(PublicRequest request, Form form, String holder) {
    String text = text(request, form);
    int end = text.lastIndexOf('.');
    if (!FORMAT.matcher(text).matches()
        || !MessageDigest.isEqual(
            ascii(text.substring(end + 1)),
            ascii(base64(Hmac.ofTexts(mac, holder, text.substring(0, end)))))) {
      throw CrossSite.rejection();
    }
    return read(text).orElseThrow();
  }

  /** Returns the token of a form without checking it, only to look up a submission. */
  public Optional<FormToken> unchecked(PublicRequest request, Form form) {
    return read(text(request, form));
  }

  private Optional<FormToken> read(String text) {
    Matcher parts = FORMAT.matcher(text);
    return parts.matches()
        ? Optional.of(
            new FormToken(
                Optional.of(parts.group(2)).filter(account -> !account.equals(NONE)),
                Environment.find(parts.group(3)),
                Hmac.ofTexts(hash, text),
                Hmac.ofTexts(seal, text)))
        : Optional.empty();
  }

  private static String text(PublicRequest request, Form form) {
    return request.header(CrossSite.HEADER).stream()
        .findFirst()
        .orElseGet(() -> form.text(CrossSite.FIELD));
  }

  /** The hash under which a submission records the cookie that came with it. */
  public byte[] cookieHash(String value) {
    return Hmac.ofTexts(cookie, value);
  }

  private static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
