package com.remitflex.web.dashboard.site;

import com.remitflex.platform.http.api.PublicRequest;
import com.remitflex.platform.http.api.Response;
import com.remitflex.web.dashboard.forms.Site;
import java.util.HashMap;
import java.util.Map;

/** Redirects to addresses of the Dashboard, never to any other address. */
final class Redirects {
  private static final String HTML = "text/html; charset=utf-8";

  private Redirects() {}

  /** A 303: the browser sends a GET request next, whatever the method of this request. */
  static Response to(String address) {
    Map<String, String> headers = new HashMap<>(Views.HEADERS);
    headers.put("Location", LocalAddress.require(address));
    return new Response(303, HTML, new byte[0], headers);
  }

  /** As {@link #to}. A request by htmx for a part of a page makes htmx load the whole page. */
  static Response of(PublicRequest request, String address) {
    if (!request.header("HX-Request").contains("true")) {
      return to(address);
    }
    Map<String, String> headers = new HashMap<>(Views.HEADERS);
    headers.put("HX-Redirect", address);
    return new Response(401, HTML, new byte[0], headers);
  }

  /** To the sign-in page, which leads back to the requested page. */
  static Response toSignIn(PublicRequest request) {
    Site site = Site.of(request.path());
    boolean returns = request.method().equals("GET") && !request.path().equals(site.root());
    String next = returns ? "?next=" + LocalAddress.encoded(request) : "";
    return of(request, site.signIn() + next);
  }
}
