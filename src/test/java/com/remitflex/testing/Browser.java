package com.remitflex.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType.LaunchOptions;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The Chromium of this machine, for one test class. Whatever a page says on its console as an error
 * (a script that failed, something that the content security policy refused) fails the test. Where
 * there is no Chromium its tests are skipped, and fail in continuous integration.
 */
public final class Browser implements BeforeAllCallback, AfterEachCallback, AfterAllCallback {
  private static final List<String> PLACES =
      List.of(
          "/usr/bin/chromium",
          "/usr/bin/chromium-browser",
          "/usr/bin/google-chrome",
          "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome");

  private static final List<String> FLAGS =
      List.of(
          "--no-sandbox",
          "--disable-gpu",
          "--disable-quic",
          "--no-first-run",
          "--disable-background-networking",
          "--disable-component-update",
          "--disable-sync");

  /** The rule that costs more than all others together. */
  private static final String CONTRAST = "color-contrast";

  private static final String AXE = "() => {" + AxeBuilder.getAxeScript() + "}";

  private final List<BrowserContext> contexts = new ArrayList<>();
  private final List<String> complaints = new ArrayList<>();
  private Playwright playwright;
  private com.microsoft.playwright.Browser chromium;
  private int classes;

  /** Where Chromium is: REMITFLEX_CHROMIUM, or one of the usual places. */
  public static Optional<Path> executable() {
    Optional<Path> named = Optional.ofNullable(System.getenv("REMITFLEX_CHROMIUM")).map(Path::of);
    return named.or(() -> PLACES.stream().map(Path::of).filter(Files::isExecutable).findFirst());
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    if (classes++ > 0) {
      return;
    }
    Optional<Path> executable = executable();
    if (executable.isEmpty()) {
      String say = "no Chromium (Debian: apt-get install chromium): the pages are not tried";
      System.err.println(context.getDisplayName() + ": " + say);
      assertThat(System.getenv("CI")).as(say).isNull();
      Assumptions.abort(say);
    }
    playwright =
        Playwright.create(
            new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    chromium =
        playwright
            .chromium()
            .launch(new LaunchOptions().setExecutablePath(executable.get()).setArgs(FLAGS));
  }

  /** A page of its own, with its own cookies. */
  public Page open(int width, int height, ColorScheme colours) {
    BrowserContext own =
        chromium.newContext(
            new NewContextOptions()
                .setViewportSize(width, height)
                .setColorScheme(colours)
                // Colours that still change would be measured halfway.
                .setReducedMotion(ReducedMotion.REDUCE)
                .setTimezoneId("Pacific/Chatham")
                .setLocale("en-GB"));
    contexts.add(own);
    Page page = own.newPage();
    page.setDefaultTimeout(15_000);
    page.onConsoleMessage(message -> {
      if (message.type().equals("error")) {
        complaints.add(page.url() + ": " + message.text());
      }
    });
    page.onPageError(error -> complaints.add(page.url() + ": " + error));
    return page;
  }

  /** A page in which no script runs. */
  public Page openWithoutScripts() {
    BrowserContext own = chromium.newContext(new NewContextOptions().setJavaScriptEnabled(false));
    contexts.add(own);
    return own.newPage();
  }

  /** A page in a window as people have it. */
  public Page open() {
    return open(1280, 900, ColorScheme.LIGHT);
  }

  /** What the console said, which the test expected. */
  public void expectComplaints() {
    complaints.clear();
  }

  /** What the console said about one page that does not exist, which the test expected. */
  public void expectNothingButMissing(String path) {
    complaints.removeIf(one -> one.contains(path + ": ") && one.contains("404"));
  }

  /** Fails unless everyone can use this page, as far as a machine can tell. */
  public static void assertAccessible(Page page) {
    assertThat(violations(page)).as("accessibility of " + page.url()).isEmpty();
  }

  /** What keeps some from using this page: rules, each with the places that break it. */
  public static List<String> violations(Page page) {
    return violations(page, Map.of());
  }

  /** As {@link #violations(Page)}: what other colours of the same page can break. */
  public static List<String> violationsOfColours(Page page) {
    return violations(page, Map.of("runOnly", Map.of("type", "rule", "values", List.of(CONTRAST))));
  }

  /** As {@link #violations(Page)}: what another width of the same page can break. */
  public static List<String> violationsOfLayout(Page page) {
    return violations(page, Map.of("rules", Map.of(CONTRAST, Map.of("enabled", false))));
  }

  /**
   * Every rule is tried on every place. What keeps a rule is not reported, and the script is sent
   * once to each page: this, and to look at one document, as no page has a frame, takes half the
   * time of {@link AxeBuilder#analyze}.
   */
  private static List<String> violations(Page page, Map<String, ?> options) {
    if (page.evaluate("typeof axe").equals("undefined")) {
      page.evaluate(AXE);
    }
    List<?> found =
        (List<?>)
            page.evaluate(
                """
                options => axe.run(document, {...options, resultTypes: ["violations"]}).then(
                  results => results.violations.map(rule =>
                    rule.id + ": " + rule.nodes.map(node => node.target.join(" ")).join(", ")))
                """,
                options);
    return found.stream().map(String::valueOf).toList();
  }

  @Override
  public void afterEach(ExtensionContext context) {
    contexts.forEach(BrowserContext::close);
    contexts.clear();
    List<String> said = List.copyOf(complaints);
    complaints.clear();
    assertThat(said).as("errors on the console").isEmpty();
  }

  @Override
  public void afterAll(ExtensionContext context) {
    if (--classes == 0 && playwright != null) {
      playwright.close();
    }
  }
}
