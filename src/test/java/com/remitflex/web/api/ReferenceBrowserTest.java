package com.remitflex.web.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.remitflex.testing.Browser;
import com.remitflex.testing.TestServer;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The reference as people read it. */
@Tag("browser")
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

  @Test
  void theSearchLeavesWhatHasEveryWordAndSaysWhenNothingHas() {
    Page page = browser.open();
    page.navigate("http://localhost:" + server.port() + "/docs");
    int all = page.locator("main section:visible").count();

    page.keyboard().press("/");
    page.keyboard().type("cancel PAYMENT");

    assertThat(page.locator("#cancelPayment").isVisible()).isTrue();
    assertThat(page.locator("#listBalances").isVisible()).isFalse();
    assertThat(page.locator("main section:visible").count()).isBetween(1, all - 1);
    assertThat(page.locator("nav li:visible").count())
        .isEqualTo(page.locator("main section:visible").count());

    page.keyboard().type(" xyzzy");
    assertThat(page.locator("main section:visible").count()).isZero();
    assertThat(page.getByText("Nothing found.").isVisible()).isTrue();

    page.locator("nav input").fill("");
    assertThat(page.locator("main section:visible").count()).isEqualTo(all);
  }

  @Test
  void aCurlIsCopiedWithOneClickAsItStands() {
    Page page = browser.open();
    page.context().grantPermissions(List.of("clipboard-read", "clipboard-write"));
    page.navigate("http://localhost:" + server.port() + "/docs");
    Locator example = page.locator("#createPayment .example").first();

    example.getByText("Copy").click();

    assertThat(example.getByText("Copied").isVisible()).isTrue();
    assertThat(page.evaluate("navigator.clipboard.readText()").toString())
        .isEqualTo(example.locator("pre").textContent())
        .startsWith("curl -X POST https://api.example.com/v1/payments ")
        .contains("-H \"Authorization: Bearer $REMITFLEX_API_KEY\"", "\"amount\": 100");
  }

  @Test
  void lightAndDarkAreTheReadersChoice() {
    String background = "getComputedStyle(document.body).backgroundColor";
    Page light = browser.open(1280, 900, ColorScheme.LIGHT);
    Page dark = browser.open(1280, 900, ColorScheme.DARK);
    light.navigate("http://localhost:" + server.port() + "/docs");
    dark.navigate("http://localhost:" + server.port() + "/docs");

    assertThat(light.evaluate(background)).isNotEqualTo(dark.evaluate(background));
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
