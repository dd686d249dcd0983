package com.remitflex.web.dashboard.site;

import static org.assertj.core.api.Assertions.assertThat;

import com.remitflex.features.members.TestPeople;
import com.remitflex.testing.PageClient;
import com.remitflex.testing.PageClient.Answer;
import com.remitflex.testing.TestPerson;
import com.remitflex.testing.TestServer;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Two tabs of one browser, two accounts: each page shows its own, and its forms act on it. */
class AccountOfPageTest {
  @RegisterExtension static final TestServer server = TestServer.standard();

  private final String first = server.newAccount();
  private final String second = server.newAccount();
  private final TestPerson person = server.newPerson(first, "owner");
  private PageClient browser;

  @BeforeEach
  void joinBoth() {
    server.database().use(handle -> TestPeople.join(handle, second, person.id(), "owner"));
    browser = server.browser().signIn(person);
  }

  private static String at(String account, String page) {
    return "/dashboard/" + account + "/sandbox" + page;
  }

  /** The token of the form that adds test money, on the page of this account. */
  private String tokenOf(String account) {
    Answer page = browser.get(at(account, "/sandbox"));
    assertThat(page.status()).isEqualTo(200);
    return page.text()
        .replaceFirst("(?s).*?/sandbox/fund\".*?name=\"csrf\" value=\"([^\"]+)\".*", "$1");
  }

  private Answer fund(String path, String token) {
    return browser.send(
        browser.form(path, Map.of("amount", "7", "currency", "USDC", "csrf", token)));
  }

  private static long funded(String account) {
    return server
        .database()
        .with(handle ->
            handle
                .createQuery(
                    "SELECT count(*) FROM transfer WHERE account_id = :account"
                        + " AND reason = 'sandbox_funding' AND amount = 7000000")
                .bind("account", account)
                .mapTo(Long.class)
                .one());
  }

  @Test
  void aFormActsOnTheAccountThatItShowed() {
    String token = tokenOf(first);
    tokenOf(second);

    Answer done = fund(at(first, "/sandbox/fund"), token);

    assertThat(done.location()).isEqualTo(at(first, "/balances"));
    assertThat(funded(first)).isEqualTo(1);
    assertThat(funded(second)).isZero();
  }

  @Test
  void anAddressWithoutAnAccountActsOnTheAccountThatTheFormShowed() {
    String token = tokenOf(first);
    tokenOf(second);

    assertThat(fund("/dashboard/sandbox/sandbox/fund", token).location())
        .isEqualTo(at(first, "/balances"));
    assertThat(funded(first)).isEqualTo(1);
    assertThat(funded(second)).isZero();
  }

  @Test
  void aFormIsRejectedForAnotherAccountOrEnvironment() {
    String token = tokenOf(first);

    Answer other = fund(at(second, "/sandbox/fund"), token);
    Answer live =
        browser.send(
            browser.form(
                "/dashboard/" + first + "/live/payments",
                Map.of("amount", "7", "currency", "USDC", "csrf", token)));

    assertThat(other.status()).isEqualTo(403);
    assertThat(other.text()).contains("shown for another account or environment");
    assertThat(live.status()).isEqualTo(403);
    assertThat(funded(first) + funded(second)).isZero();
    assertThat(fund(at(first, "/sandbox/fund"), token).status())
        .as("the token was not used up")
        .isEqualTo(303);
  }

  @Test
  void aFormOfARemovedMemberIsRejected() {
    String token = tokenOf(first);
    server
        .database()
        .use(handle ->
            handle.execute(
                "DELETE FROM account_member WHERE account_id = ? AND user_id = ?",
                first,
                person.id()));

    Answer answer = fund(at(first, "/sandbox/fund"), token);

    assertThat(answer.status()).isEqualTo(403);
    assertThat(answer.text()).contains("You are not a member of this account");
    assertThat(browser.get(at(first, "/payments")).status()).isEqualTo(403);
    assertThat(funded(first) + funded(second)).isZero();
  }

  @Test
  void everyLinkOfAPageNamesItsAccount() {
    browser.get(at(second, ""));

    String page = browser.get(at(first, "/settings/team")).text();

    assertThat(page).contains("/dashboard/" + first + "/live/settings/team");
    assertThat(page).contains("/dashboard/" + first + "/sandbox/payments");
    assertThat(page)
        .doesNotContain("\"/dashboard/sandbox", "\"/dashboard/live", "/" + second + "/");
    assertThat(page).contains(person.email());
  }

  @Test
  void anAddressWithoutAnAccountLeadsToTheOneThatWasShownLast() {
    browser.get(at(first, "/payments"));
    assertThat(browser.get("/dashboard/sandbox/payments?status=failed").location())
        .isEqualTo(at(first, "/payments?status=failed"));

    browser.get(at(second, "/payments"));
    assertThat(browser.get("/dashboard/live").location())
        .isEqualTo("/dashboard/" + second + "/live");
    assertThat(browser.get("/dashboard").location()).isEqualTo(at(second, ""));
  }

  @Test
  void pagesOfAnotherAccountAreRejected() {
    String others = server.newAccount();

    Answer existing = browser.get(at(others, "/payments"));
    Answer missing = browser.get(at("acc_00000000000000000000000000", "/payments"));

    assertThat(existing.status()).isEqualTo(403);
    assertThat(missing.status()).isEqualTo(403);
    assertThat(existing.text().replaceAll("req_[0-9A-Z]+", ""))
        .isEqualTo(missing.text().replaceAll("req_[0-9A-Z]+", ""));
  }

  @Test
  void switchingTheAccountShowsItsPages() {
    browser.get(at(first, ""));

    assertThat(browser.post("/dashboard/account", Map.of("account", second)).location())
        .isEqualTo(at(second, ""));
  }
}
