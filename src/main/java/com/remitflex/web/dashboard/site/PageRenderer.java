package com.remitflex.web.dashboard.site;

import com.remitflex.features.members.people.Membership;
import com.remitflex.features.members.people.Session;
import com.remitflex.platform.http.api.Response;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Renders the responses to one request for a page.
 *
 * @param path of the request
 * @param tokenHolder what the tokens of forms are bound to
 */
record PageRenderer(
    DashboardSite site, Viewer viewer, String path, String tokenHolder, ResponseCookies cookies) {

  /** A whole page. The template gets the model and the {@link PageLayout} `layout`. */
  Response page(int status, String template, String title, Map<String, Object> model) {
    Map<String, Object> all = new HashMap<>(model);
    all.put("layout", layout(title));
    return cookies.addTo(site.views().page(status, template, all));
  }

  /** A part of a page, for htmx. */
  Response fragment(String template, Map<String, Object> model) {
    return cookies.addTo(site.views().page(200, template, model));
  }

  Response redirect(String address) {
    return cookies.addTo(Redirects.to(address));
  }

  /**
   * The page for a form that was submitted before and has no further effect.
   *
   * @param at when the form took effect, if that is known
   * @param resultAddress of the page that shows the effect; empty if there is none
   */
  Response submitted(String title, String message, Optional<Instant> at, String resultAddress) {
    Map<String, Object> model =
        Map.of(
            "title", title,
            "message", message,
            "at", at,
            "resultAddress", resultAddress,
            "site", viewer.site(),
            "assets", site.assets());
    return cookies.addTo(site.views().page(409, "submitted.jte", model));
  }

  private PageLayout layout(String title) {
    Optional<String> flash = viewer.session().flatMap(Session::flash);
    if (flash.isPresent()) {
      site.people().sessions().clearFlash(viewer.requireSession());
    }
    return new PageLayout(
        title,
        path,
        viewer.environment(),
        viewer.person(),
        viewer.membership(),
        viewer.memberships(),
        viewer.base(),
        this::newToken,
        flash.orElse(""),
        site.assets());
  }

  private String newToken() {
    return site.tokens()
        .create(
            tokenHolder,
            viewer.membership().filter(one -> viewer.isInAccount()).map(Membership::accountId),
            viewer.found().environment());
  }
}
