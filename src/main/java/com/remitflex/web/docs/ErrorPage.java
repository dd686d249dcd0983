package com.remitflex.web.docs;

import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.http.gateway.ErrorResponse;
import com.remitflex.platform.jobs.OnFirstUse;
import com.remitflex.web.docs.Content.Section;
import java.util.ArrayList;
import java.util.List;

/** The page that every `docs_url` points to: one section per error code. */
final class ErrorPage {
  private static final String TITLE = "Error codes";
  private static final String INTRODUCTION =
      """
      <p>Every error response is <code>{"error":{"code","message","field"?,"docs_url"}}</code>.
      Codes are stable; messages may change. <code>X-Request-Id</code> identifies the request.
      <a href="/docs/guides/errors-and-retries">Errors and retries</a> explains which requests you
      may send again.</p>
      """;

  private ErrorPage() {}

  static ManualPage page() {
    return new ManualPage(
        ErrorResponse.DOCS_PATH,
        TITLE,
        "The cause and the fix of every error code.",
        new OnFirstUse<>(ErrorPage::content));
  }

  private static Content content() {
    StringBuilder page = new StringBuilder("<h1>" + TITLE + "</h1>").append(INTRODUCTION);
    List<Section> sections = new ArrayList<>();
    sections.add(new Section("", TITLE, 1, Html.text(INTRODUCTION)));
    for (ErrorCode code : ErrorCode.values()) {
      page.append(section(code));
      sections.add(
          new Section(ErrorResponse.anchor(code), code.name(), 2, Html.text(details(code))));
    }
    return new Content(TITLE, page.toString(), sections);
  }

  private static String section(ErrorCode code) {
    return """
    <section id="%1$s" class="error-code"><h2><a href="#%1$s">%2$s</a>
    <span class="tag">HTTP %3$d</span></h2>%4$s</section>
    """
        .formatted(ErrorResponse.anchor(code), code.name(), code.status(), details(code));
  }

  private static String details(ErrorCode code) {
    return "<dl><dt>Cause</dt><dd>%s</dd><dt>Fix</dt><dd>%s</dd><dt>Retry</dt><dd>%s</dd></dl>"
        .formatted(Html.marked(code.cause()), Html.marked(code.fix()), code.retry().advice());
  }
}
