package com.remitflex.web.api;

import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.http.gateway.ErrorResponse;

/** The page that every `docs_url` points to: one section per error code. */
final class ErrorReference {
  private static final String INTRODUCTION =
      """
      <body><main class="alone errors"><p><a href="/docs">API reference</a></p>
      <h1>Error codes</h1>
      <p>Every error response is <code>{"error":{"code","message","field"?,"docs_url"}}</code>.
      Codes are stable; messages may change. <code>X-Request-Id</code> identifies the request.</p>
      """;

  private ErrorReference() {}

  static String page() {
    StringBuilder page = new StringBuilder(Docs.head("RemitFlex error codes")).append(INTRODUCTION);
    for (ErrorCode code : ErrorCode.values()) {
      page.append(section(code));
    }
    return page.append("</main></body></html>\n").toString();
  }

  private static String section(ErrorCode code) {
    return """
    <section id="%1$s"><h2><a href="#%1$s">%2$s</a><span>HTTP %3$d</span></h2>
    <dl><dt>Cause</dt><dd>%4$s</dd><dt>Fix</dt><dd>%5$s</dd><dt>Retry</dt><dd>%6$s</dd></dl>
    </section>
    """
        .formatted(
            ErrorResponse.anchor(code),
            code.name(),
            code.status(),
            Docs.marked(code.cause()),
            Docs.marked(code.fix()),
            code.retry().advice());
  }
}
