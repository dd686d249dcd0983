package com.remitflex.web.dashboard.site;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.microsoft.playwright.CDPSession;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Page.GetByRoleOptions;
import com.microsoft.playwright.options.AriaRole;
import com.remitflex.testing.BrowsableServer;
import com.remitflex.testing.Browser;
import com.remitflex.testing.TestPerson;
import com.remitflex.testing.TestServer;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A passkey in Chromium, kept by the virtual device that Chromium has for tests. */
@Tag("browser")
class PasskeyBrowserTest {
  @RegisterExtension static final TestServer server = BrowsableServer.with(Map.of());
  @RegisterExtension static final Browser browser = new Browser();

  private final TestPerson owner = server.newPerson(server.newAccount(), "owner");

  private static String address(String path) {
    return "http://localhost:" + server.port() + "/dashboard" + path;
  }

  private static void press(Page page, String name) {
    page.getByRole(AriaRole.BUTTON, new GetByRoleOptions().setName(name).setExact(true)).click();
  }

  @Test
  void addSignOutSignInRemoveAndBeRefused() {
    Page page = browser.open();
    CDPSession devices = page.context().newCDPSession(page);
    devices.send("WebAuthn.enable");
    JsonObject device =
        JsonParser.parseString(
                """
                {"options": {"protocol": "ctap2", "transport": "internal", "hasResidentKey": true,
                             "hasUserVerification": true, "isUserVerified": true}}
                """)
            .getAsJsonObject();
    devices.send("WebAuthn.addVirtualAuthenticator", device);
    page.navigate(address("/sign-in"));
    page.getByLabel("Email address").fill(owner.email());
    page.getByLabel("Password").fill(owner.password());
    press(page, "Sign in");
    page.waitForURL("**/sandbox**");

    page.navigate(address("/sandbox/settings/security"));
    page.getByLabel("Your password").last().fill(owner.password());
    press(page, "Add a passkey");
    page.getByLabel("Name").fill("Test laptop");
    Browser.assertAccessible(page);
    press(page, "Add passkey");
    assertThat(page.getByText("Passkey added. You can now sign in with it.")).isVisible();
    assertThat(page.getByText("Test laptop").first()).isVisible();
    Browser.assertAccessible(page);

    page.context().clearCookies();
    page.navigate(address("/sign-in"));
    Browser.assertAccessible(page);
    press(page, "Sign in with a passkey");
    page.waitForURL("**/sandbox**");

    page.navigate(address("/sandbox/settings/security"));
    page.getByLabel("Your password").last().fill(owner.password());
    press(page, "Remove Test laptop");
    assertThat(page.getByText("Passkey removed. It can no longer be used to sign in.")).isVisible();
    page.context().clearCookies();
    page.navigate(address("/sign-in"));
    press(page, "Sign in with a passkey");
    assertThat(page.getByText("The passkey was not accepted.")).isVisible();
    browser.expectComplaints();
  }
}
