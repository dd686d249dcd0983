package com.remitflex.web.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.ColorScheme;
import com.remitflex.testing.Browser;
import com.remitflex.testing.TestServer;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The manual as people read it. */
@Tag("browser")
class ManualBrowserTest {
  @RegisterExtension static final TestServer server = TestServer.standard();
  @RegisterExtension static final Browser browser = new Browser();

  /** A page of each kind, the longest ones, and one that does not exist. */
  private static final List<String> READ =
      List.of(
          "/docs",
          "/docs/reference",
          "/docs/reference/payments",
          "/docs/reference/api-keys",
          "/docs/errors",
          "/docs/guides/authentication",
          "/docs/guides/getting-started",
          "/docs/operations/settings",
          "/docs/operations/running",
          "/docs/commands",
          "/docs/search?q=revoke",
          "/docs/nothing");

  private static void open(Page page, String path) {
    page.navigate("http://localhost:" + server.port() + path);
  }

  /** What all tests of pages rely on. */
  @Test
  void whatKeepsSomeFromReadingIsFound() {
    Page page = browser.open();
    page.setContent("<img src='data:,'><p style='color: #aaa; background: #bbb'>Hardly visible");

    assertThat(Browser.violations(page)).contains("image-alt: img", "color-contrast: p");
    assertThat(Browser.violationsOfColours(page)).containsExactly("color-contrast: p");
    assertThat(Browser.violationsOfLayout(page))
        .contains("image-alt: img")
        .doesNotContain("color-contrast: p");
  }

  @Test
  void everyoneCanReadIt() {
    Page page = browser.open();
    for (String path : READ) {
      open(page, path);
      Browser.assertAccessible(page);
      page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.DARK));
      assertThat(Browser.violationsOfColours(page)).as(path + " in dark").isEmpty();
      page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.LIGHT));
    }
    browser.expectNothingButMissing("/docs/nothing");
  }

  @Test
  void theSearchShowsResultsWhileOneTypesAndTheKeyboardReachesThem() {
    Page page = browser.open();
    open(page, "/docs/guides/payments");

    page.keyboard().press("/");
    page.keyboard().type("canary keys");

    // The results of the first letters may come before those of all.
    Locator first = page.locator("#hits li:first-child a[href='/docs/guides/canary-keys']");
    first.waitFor();
    assertThat(page.locator("#hits mark").count()).isPositive();
    assertThat(page.locator("#hits-status").textContent()).matches("\\d+ results?");
    Browser.assertAccessible(page);

    page.keyboard().press("Escape");
    assertThat(page.locator("#hits a").count()).isZero();
    page.keyboard().type(" xyzzy");
    page.getByText("Nothing found.").waitFor();
    page.locator("#search").fill("canary keys");
    first.waitFor();
    page.keyboard().press("ArrowDown");
    page.keyboard().press("Enter");
    page.waitForURL("**/docs/guides/canary-keys");
  }

  @Test
  void theSearchWorksWithoutScripts() {
    Page page = browser.openWithoutScripts();
    open(page, "/docs");

    page.locator("#search").fill("KEY_REVOKED");
    page.locator("#search").press("Enter");

    page.waitForURL("**/docs/search?q=KEY_REVOKED");
    assertThat(page.locator("main .results a").first().getAttribute("href"))
        .isEqualTo("/docs/errors#api_key_revoked");
  }

  @Test
  void aCurlIsCopiedWithOneClickAsItStands() {
    Page page = browser.open();
    page.context().grantPermissions(List.of("clipboard-read", "clipboard-write"));
    open(page, "/docs/reference/payments");
    Locator example = page.locator("#createPayment .code").first();

    example.getByText("Copy").click();

    PlaywrightAssertions.assertThat(example.getByText("Copied")).isVisible();
    assertThat(page.evaluate("navigator.clipboard.readText()").toString())
        .isEqualTo(example.locator("pre").textContent())
        .startsWith("curl -X POST https://api.example.com/v1/payments ")
        .contains("-H \"Authorization: Bearer $REMITFLEX_API_KEY\"", "\"amount\": 100");
  }

  @Test
  void anAnchorOfTheFormerReferenceOpensItsSection() {
    Page page = browser.open();

    open(page, "/docs#createPayment");

    page.waitForURL("**/docs/reference/payments#createPayment");
    PlaywrightAssertions.assertThat(page.locator("#createPayment")).isVisible();
  }

  @Test
  void lightAndDarkAreTheReadersChoice() {
    String background = "getComputedStyle(document.body).backgroundColor";
    Page light = browser.open(1280, 900, ColorScheme.LIGHT);
    Page dark = browser.open(1280, 900, ColorScheme.DARK);
    open(light, "/docs");
    open(dark, "/docs");

    assertThat(light.evaluate(background)).isNotEqualTo(dark.evaluate(background));
    light.locator("[data-theme-switch]").click();
    assertThat(light.evaluate(background)).isEqualTo(dark.evaluate(background));
  }

  @Test
  void itFitsANarrowWindow() {
    Page page = browser.open(360, 740, ColorScheme.LIGHT);
    for (String path : READ) {
      open(page, path);
      Object overflow =
          page.evaluate(
              "document.documentElement.scrollWidth - document.documentElement.clientWidth");
      assertThat(overflow).as(path).isEqualTo(0);
      PlaywrightAssertions.assertThat(page.locator("#rail")).isHidden();
      page.locator("[data-drawer]").click();
      PlaywrightAssertions.assertThat(page.locator("#rail a[href='/docs/errors']")).isVisible();
    }
    browser.expectNothingButMissing("/docs/nothing");
  }
}
