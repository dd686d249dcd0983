package com.remitflex.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.remitflex.testing.Browser;
import com.remitflex.testing.TestServer;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The reference as people read it. */
class ReferenceBrowserTest {
  @RegisterExtension static final TestServer server = TestServer.standard();
  @RegisterExtension static final Browser browser = new Browser();

  @ParameterizedTest
  @CsvSource({"/docs, LIGHT", "/docs, DARK", "/docs/errors, LIGHT", "/docs/errors, DARK"})
  void everyoneCanReadIt(String path, ColorScheme colours) {
    Page page = browser.open(1280, 900, colours);

    page.navigate("http://localhost:" + server.port() + path);

    Browser.assertAccessible(page);
  }

  @ParameterizedTest
  @CsvSource({"/docs", "/docs/errors"})
  void itFitsANarrowWindow(String path) {
    Page page = browser.open(360, 740, ColorScheme.LIGHT);

    page.navigate("http://localhost:" + server.port() + path);

    Object overflow =
        page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth");
    assertThat(overflow).isEqualTo(0);
  }
}
