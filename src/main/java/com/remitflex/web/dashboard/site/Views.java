package com.remitflex.web.dashboard.site;

import com.remitflex.platform.http.api.Response;
import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Renders the precompiled templates, with the headers of all pages. */
public final class Views {
  private static final String CONTENT_SECURITY_POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';"
          + " img-src 'self' data:; font-src 'self'; base-uri 'none'; form-action 'self';"
          + " frame-ancestors 'none'";

  /**
   * `no-referrer` would make browsers send `Origin: null` with our own forms. `same-origin` reveals
   * no more to other sites.
   */
  static final Map<String, String> HEADERS =
      Map.of(
          "Content-Security-Policy",
          CONTENT_SECURITY_POLICY,
          "Referrer-Policy",
          "same-origin",
          "X-Frame-Options",
          "DENY",
          "Cross-Origin-Opener-Policy",
          "same-origin",
          "Cross-Origin-Resource-Policy",
          "same-origin",
          "Permissions-Policy",
          "camera=(), geolocation=(), microphone=()");

  private final TemplateEngine engine = TemplateEngine.createPrecompiled(ContentType.Html);

  /** Renders a template to text, for example a row of a live tail. */
  public String text(String template, Map<String, Object> model) {
    StringOutput out = new StringOutput();
    engine.render(template, model, out);
    return out.toString();
  }

  /** Renders a template as a page. */
  public Response page(int status, String template, Map<String, Object> model) {
    return new Response(
        status,
        "text/html; charset=utf-8",
        text(template, model).getBytes(StandardCharsets.UTF_8),
        HEADERS);
  }
}
