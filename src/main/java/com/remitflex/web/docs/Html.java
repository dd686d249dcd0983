package com.remitflex.web.docs;

/** Text in HTML. */
public final class Html {
  private Html() {}

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

  /** An example with a button that copies it. */
  static String example(String id, String text) {
    return """
    <div class="code"><pre tabindex="0"><code id="%1$s">%2$s</code></pre>\
    <button type="button" class="button tiny copy" data-copy="" data-copy-from="%1$s" hidden>\
    Copy</button></div>
    """
        .formatted(id, escaped(text));
  }

  /** A table that scrolls if the window is too narrow for it. */
  static String table(CharSequence rows) {
    return """
    <div class="scroll" role="group" aria-label="Table" tabindex="0"><table>%s</table></div>
    """
        .formatted(rows);
  }

  /** The text of HTML that was made here, in one line. */
  static String text(String html) {
    return html.replaceAll("<button.*?</button>", " ")
        .replaceAll("</?(?:a|code|span)\\b[^>]*>", "")
        .replaceAll("<[^>]*>", " ")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&amp;", "&")
        .replaceAll("\\s+", " ")
        .strip();
  }
}
