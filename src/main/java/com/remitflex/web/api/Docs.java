package com.remitflex.web.api;

import com.remitflex.platform.http.api.PublicRoutes;
import com.remitflex.platform.http.api.Response;
import com.remitflex.platform.http.api.Routes;
import com.remitflex.platform.http.gateway.ErrorResponse;
import com.remitflex.platform.jobs.OnFirstUse;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.function.Supplier;

/** The pages under /docs: the reference and the error codes, with their assets from the jar. */
public final class Docs {
  private Docs() {}

  /**
   * Adds the pages to the public routes; those that are generated are so at their first request.
   */
  public static void addTo(PublicRoutes publicRoutes, Routes routes, String publicUrl) {
    Supplier<Response> reference =
        new OnFirstUse<>(() -> Response.html(new ReferencePage(routes, publicUrl).html()));
    Supplier<Response> errors = new OnFirstUse<>(() -> Response.html(ErrorReference.page()));
    Response style = resource("docs.css", "text/css; charset=utf-8");
    Response script = resource("docs.js", "text/javascript; charset=utf-8");
    Response icon = resource("favicon.ico", "image/x-icon");
    Supplier<Response> openApi = new OnFirstUse<>(() -> new OpenApi(routes, publicUrl).response());
    publicRoutes.page(ReferencePage.PATH, reference);
    publicRoutes.redirect(ReferencePage.PATH + "/", 308, ReferencePage.PATH);
    publicRoutes.page("/favicon.ico", () -> icon);
    publicRoutes.page(ErrorResponse.DOCS_PATH, errors);
    publicRoutes.page("/docs/docs.css", () -> style);
    publicRoutes.page("/docs/docs.js", () -> script);
    publicRoutes.page(OpenApi.PATH, openApi);
  }

  private static Response resource(String name, String contentType) {
    try (InputStream in = Docs.class.getResourceAsStream("/docs/" + name)) {
      if (in == null) {
        throw new IllegalStateException("missing resource /docs/" + name);
      }
      return new Response(200, contentType, in.readAllBytes(), Map.of());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The HTML of a page up to its body. */
  static String head(String title) {
    return """
    <!doctype html>
    <html lang="en"><head><meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>%s</title>
    <link rel="icon" href="/favicon.ico"><link rel="stylesheet" href="/docs/docs.css">
    <script src="/docs/docs.js" defer></script></head>
    """
        .formatted(title);
  }

  /** The text escaped for HTML. */
  static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }

  /** Escapes the text and turns text between backquotes into code. */
  public static String marked(String text) {
    return escaped(text).replaceAll("`([^`]*)`", "<code>$1</code>");
  }
}
