package com.remitflex.web.dashboard.site;

import com.remitflex.platform.http.api.Response;
import com.remitflex.web.dashboard.forms.Cookie;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The cookies that the response to one request sets. */
final class ResponseCookies {
  /** How long a browser stores the cookie of a session. */
  private static final Duration SESSION_LIFETIME = Duration.ofDays(7);

  private final DashboardSite site;
  private final Cookie session;
  private final List<String> lines = new ArrayList<>();
  private String browser;

  /**
   * No cookies yet.
   *
   * @param session the cookie of the sessions of the page's site
   * @param sent the cookie that came with the request
   */
  ResponseCookies(DashboardSite site, Cookie session, String sent) {
    this.site = site;
    this.session = session;
    this.browser = site.crossSite().browser(sent);
  }

  /** An ID of the browser, which changes with the cookie of the session. */
  String browser() {
    return browser;
  }

  void add(String line) {
    lines.add(line);
  }

  /** Replaces the cookie of the session. */
  void continueWith(String token) {
    add(site.cookies().set(session, token, SESSION_LIFETIME));
    browser = site.crossSite().browser(token);
  }

  void removeSession() {
    add(site.cookies().remove(session));
  }

  Response addTo(Response response) {
    return lines.isEmpty() ? response : response.withCookies(List.copyOf(lines));
  }
}
