package com.remitflex.http;

import com.remitflex.errors.ErrorCode;
import java.util.Locale;

/** The page at which every `docs_url` points: one section an error code. */
final class ErrorReference {
  static final String PATH = "/docs/errors";

  private static final String HEAD =
      """
      <!doctype html>
      <html lang="en"><head><meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <title>RemitFlex error codes</title>
      <link rel="stylesheet" href="/docs/errors.css"></head><body><main>
      <h1>Error codes</h1>
      <p>Every error answer is <code>{"error":{"code","message","field"?,"docs_url"}}</code>.
      Codes are stable; messages may change. <code>X-Request-Id</code> names the request.</p>
      """;

  static final String STYLE =
      """
      :root { color-scheme: light dark; --text: #1c2024; --dim: #60646c; --line: #e0e1e6;
        --back: #fcfcfd; --accent: #3451b2; --fill: #f0f0f3; }
      @media (prefers-color-scheme: dark) { :root { --text: #edeef0; --dim: #b0b4ba;
        --line: #2e3135; --back: #111113; --accent: #9eb1ff; --fill: #212225; } }
      body { margin: 0; background: var(--back); color: var(--text);
        font: 14px/1.55 system-ui, sans-serif; }
      main { max-width: 760px; margin: 0 auto; padding: 32px 24px 48px; }
      h1 { font-size: 28px; line-height: 1.2; margin: 0 0 12px; }
      section { border-top: 1px solid var(--line); padding: 16px 0; }
      section:target { border-left: 3px solid var(--accent); padding-left: 16px; }
      h2 { font: 600 15px/1.4 ui-monospace, monospace; margin: 0 0 8px; overflow-wrap: anywhere; }
      h2 a { color: inherit; text-decoration: none; }
      h2 span { color: var(--dim); font-weight: 400; margin-left: 8px; }
      dl { display: grid; grid-template-columns: 64px 1fr; gap: 4px 12px; margin: 0; }
      dt { color: var(--dim); } dd { margin: 0; }
      code { font: 13px ui-monospace, monospace; background: var(--fill); border-radius: 4px;
        padding: 1px 4px; overflow-wrap: anywhere; }
      """;

  private ErrorReference() {}

  static String page() {
    StringBuilder page = new StringBuilder(HEAD);
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
            code.name().toLowerCase(Locale.ROOT),
            code.name(),
            code.status(),
            marked(code.cause()),
            marked(code.fix()),
            code.retry().words());
  }

  /** Escapes the text and sets what stands between backquotes as code. */
  private static String marked(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replaceAll("`([^`]*)`", "<code>$1</code>");
  }
}
