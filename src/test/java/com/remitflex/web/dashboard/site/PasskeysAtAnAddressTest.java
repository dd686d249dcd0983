package com.remitflex.web.dashboard.site;

import static org.assertj.core.api.Assertions.assertThat;

import com.remitflex.testing.PageClient;
import com.remitflex.testing.TestPerson;
import com.remitflex.testing.TestServer;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Passkeys where the public address is an IP address. */
class PasskeysAtAnAddressTest {
  private static final String SECURITY = "/dashboard/sandbox/settings/security";

  @RegisterExtension
  static final TestServer server =
      TestServer.with(Map.of("REMITFLEX_PUBLIC_URL", "https://192.0.2.10"));

  @Test
  void theyAreNotOfferedAndThePageSaysWhy() {
    TestPerson owner = server.newPerson(server.newAccount(), "owner");
    PageClient browser = server.browser();
    assertThat(browser.get("/dashboard/sign-in").text()).doesNotContain("passkey");
    browser.signIn(owner);

    assertThat(browser.get(SECURITY).text()).contains("IP address");
    assertThat(
            browser.post(SECURITY + "/passkeys/new", Map.of("current", owner.password())).status())
        .isEqualTo(400);
    assertThat(browser.post("/dashboard/sign-in/passkey", Map.of("credential", "{}")).status())
        .isEqualTo(400);
  }
}
