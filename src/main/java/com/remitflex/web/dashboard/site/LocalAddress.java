package com.remitflex.web.dashboard.site;

import com.remitflex.platform.http.api.PublicRequest;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;

/** Addresses within the Dashboard: the only ones to which a browser is ever sent. */
public final class LocalAddress {
  private static final Pattern PLAIN =
      Pattern.compile(
          Pages.ROOT
              + "(/[A-Za-z0-9_-][A-Za-z0-9_.-]*)*"
              + "(\\?[A-Za-z0-9_.~=&%+,:@!$*()'-]*)?"
              + "(#[A-Za-z0-9_-]*)?");
  private static final int LONGEST = 2_000;

  private LocalAddress() {}

  /** The text, if it is such an address. */
  public static Optional<String> find(String text) {
    return Optional.of(text).filter(one -> one.length() <= LONGEST && PLAIN.matcher(one).matches());
  }

  /** As {@link #find}; anything else is a bug. */
  static String require(String text) {
    return find(text)
        .orElseThrow(() -> new IllegalStateException("not an address of the Dashboard"));
  }

  /** The address as the parameter `next` of another one; nothing when it is none. */
  public static String asNext(String text) {
    return find(text)
        .map(one -> "?next=" + URLEncoder.encode(one, StandardCharsets.UTF_8))
        .orElse("");
  }

  /** Where the browser wanted to go, as a parameter. */
  static String encoded(PublicRequest call) {
    return URLEncoder.encode(find(whole(call)).orElse(Pages.ROOT), StandardCharsets.UTF_8);
  }

  /** The address that the browser has asked for; without its query when that is a strange one. */
  static String of(PublicRequest call) {
    return find(whole(call)).orElseGet(call::path);
  }

  private static String whole(PublicRequest call) {
    String query = call.rawQuery();
    return query.isEmpty() ? call.path() : call.path() + "?" + query;
  }
}
