package com.remitflex.web.dashboard.site;

import com.remitflex.platform.http.api.PublicRequest;
import com.remitflex.web.dashboard.forms.Form;
import com.remitflex.web.dashboard.forms.Site;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;

/** Checks addresses of the Dashboard. A browser is redirected only to such addresses. */
public final class LocalAddress {
  private static final Pattern FORMAT =
      Pattern.compile(
          "(?:"
              + Site.DASHBOARD.root()
              + "|"
              + Site.CONSOLE.root()
              + ")(/[A-Za-z0-9_-][A-Za-z0-9_.-]*)*"
              + "(\\?[A-Za-z0-9_.~=&%+,:@!$*()'-]*)?"
              + "(#[A-Za-z0-9_-]*)?");
  private static final int MAX_LENGTH = 2_000;

  private LocalAddress() {}

  /** The text, if it is an address of this site. */
  public static Optional<String> find(Site site, String text) {
    return find(text).filter(one -> Site.of(one) == site);
  }

  /** The text, if it is an address of the Dashboard or the operator console. */
  public static Optional<String> find(String text) {
    return Optional.of(text)
        .filter(one -> one.length() <= MAX_LENGTH && FORMAT.matcher(one).matches());
  }

  /** The text. Any text that is not an address of the Dashboard is a bug. */
  static String require(String text) {
    return find(text)
        .orElseThrow(() -> new IllegalStateException("not an address of the Dashboard"));
  }

  /** The query string `?next=` with the address; empty if the text is not an address. */
  public static String asNext(String text) {
    return find(text)
        .map(one -> "?next=" + URLEncoder.encode(one, StandardCharsets.UTF_8))
        .orElse("");
  }

  /** The requested address, encoded as a parameter. */
  static String encoded(PublicRequest request) {
    return URLEncoder.encode(
        find(withQuery(request)).orElseGet(() -> Site.of(request.path()).root()),
        StandardCharsets.UTF_8);
  }

  /** The requested address, without its query string if that has unexpected characters. */
  static String of(PublicRequest request) {
    return find(withQuery(request)).orElseGet(request::path);
  }

  /**
   * The requested address with masked API keys, if its query string has any: a secret must not stay
   * in an address, where browsers store it and pages show it.
   */
  static Optional<String> withoutKeys(PublicRequest request) {
    return Form.parse(request.rawQuery())
        .withoutKeys()
        .map(query -> find(request.path() + "?" + query).orElseGet(request::path));
  }

  private static String withQuery(PublicRequest request) {
    String query = request.rawQuery();
    return query.isEmpty() ? request.path() : request.path() + "?" + query;
  }
}
