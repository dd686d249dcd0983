package com.remitflex.web.operator;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Page.ScreenshotOptions;
import com.microsoft.playwright.options.ColorScheme;
import com.remitflex.platform.access.Scope;
import com.remitflex.platform.ids.Environment;
import com.remitflex.platform.money.Currency;
import com.remitflex.testing.Anvil;
import com.remitflex.testing.ApiClient;
import com.remitflex.testing.Authenticator;
import com.remitflex.testing.Await;
import com.remitflex.testing.BrowsableServer;
import com.remitflex.testing.Browser;
import com.remitflex.testing.DemoToken;
import com.remitflex.testing.NetworkFile;
import com.remitflex.testing.PaymentBody;
import com.remitflex.testing.TestOperator;
import com.remitflex.testing.TestServer;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The operator console in light, dark and narrow, with a network. Runs only when named. */
@Tag("browser")
@Tag("process")
class ConsoleScreenshots {
  private static final Path FOLDER = Path.of("target", "screenshots");

  @RegisterExtension static final Anvil anvil = Anvil.forClass();
  @RegisterExtension static final Browser browser = new Browser();

  @ParameterizedTest
  @CsvSource({"light, LIGHT, 1440, 1000", "dark, DARK, 1440, 1000", "narrow, LIGHT, 390, 844"})
  void everyPage(String name, ColorScheme colours, int width, int height) throws Exception {
    TestServer server = BrowsableServer.with(settings());
    server.beforeAll(null);
    try {
      String account = server.newAccount();
      ApiClient client =
          server.client(server.newKey(account, Environment.SANDBOX, Scope.WRITE).secret());
      Page page = browser.open(width, height, colours);
      String base = "http://localhost:" + server.port();
      page.navigate(base + "/operator");
      shoot(page, name, "sign-in");
      page.navigate(base + TestOperator.invited(server, "ada@example.com"));
      shoot(page, name, "enrol");
      page.getByLabel("New password").fill("tall ships and a harbour");
      page.getByLabel("Code that the app shows now")
          .fill(new Authenticator(page.locator("main code").first().textContent()).code(0));
      page.locator("form > button").click();
      shoot(page, name, "enrolled");
      server.run("treasury", "pause", "demo", "--reason", "The token was upgraded");
      server.run("treasury", "pause", "sandbox", "--reason", "A drill");
      for (String amount : List.of("12.5", "1250", "99.95")) {
        client.post("/v1/payments", "{\"amount\": %s, \"currency\": \"USDC\"}".formatted(amount));
        client.post(
            "/v1/sandbox/deposits",
            "{\"amount\": %s, \"currency\": \"USDC\", \"network\": \"base\"}"
                .formatted(new BigDecimal(amount).intValue() + ".03"));
      }
      page.navigate(base + "/operator");
      Await.pause(Duration.ofSeconds(6));
      holdLivePayments(server);
      for (ConsoleSection section : ConsoleSection.all()) {
        page.navigate(base + section.address());
        page.waitForLoadState();
        shoot(page, name, section.name().toLowerCase(Locale.ROOT).replace('_', '-'));
      }
      page.navigate(base + "/operator/security");
      page.waitForLoadState();
      shoot(page, name, "security");
      page.navigate(base + "/operator/reviews");
      page.locator("a.rowlink").first().click();
      page.waitForLoadState();
      shoot(page, name, "review");
      page.navigate(base + "/operator/nothing");
      shoot(page, name, "error");
      browser.expectComplaints();
    } finally {
      server.afterAll(null);
    }
  }

  private static void holdLivePayments(TestServer server) {
    server.run("treasury", "resume", "demo", "--reason", "Checked");
    rule(server, "large-payments", "--kind", "amount", "--above", "5000");
    rule(server, "busy", "--kind", "velocity", "--per", "hour", "--payments", "50");
    rule(server, "countries", "--kind", "country", "--countries", "NG,KE");
    Await.pause(Duration.ofSeconds(1));
    String account = server.newVerifiedAccount();
    server.giveLive(account, Currency.USDC, 90_000_000_000L);
    ApiClient live = server.clientOf(account, Environment.LIVE);
    for (String amount : List.of("6200", "12000.5")) {
      String body =
          PaymentBody.of(amount, "USDC")
              .text("recipient.wallet.network", "demo")
              .text("recipient.wallet.address", "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed")
              .text("reference", "invoice-2041")
              .toString();
      Await.until(
          "created", () -> live.post("/v1/payments", body), answer -> answer.status() == 201);
    }
    Await.pause(Duration.ofSeconds(2));
  }

  private static void rule(TestServer server, String name, String... options) {
    List<String> command =
        new ArrayList<>(List.of("review-rules", "add", name, "--environment", "live"));
    command.addAll(List.of(options));
    command.addAll(List.of("--reason", "Policy of 2027"));
    server.run(command.toArray(String[]::new));
  }

  private static Map<String, String> settings() throws IOException {
    DemoToken token = DemoToken.deploy(anvil);
    token.mint(anvil.account(8), 1_000_000_000);
    anvil.mine(4);
    Path file = Files.createTempFile("networks", ".json");
    Files.writeString(file, NetworkFile.of(token, anvil.url()));
    return Map.of(
        "REMITFLEX_NETWORKS_FILE",
        file.toString(),
        "REMITFLEX_SANDBOX_PENDING_MILLIS",
        "0",
        "REMITFLEX_SANDBOX_PROCESSING_MILLIS",
        "0");
  }

  private static void shoot(Page page, String folder, String name) {
    page.screenshot(
        new ScreenshotOptions()
            .setPath(FOLDER.resolve(folder).resolve("operator-" + name + ".png"))
            .setFullPage(true));
  }
}
