package com.remitflex.web.dashboard.site;

import static org.assertj.core.api.Assertions.assertThat;

import com.remitflex.platform.access.Scope;
import com.remitflex.testing.PageClient;
import com.remitflex.testing.PageClient.Answer;
import com.remitflex.testing.TestServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A filter that nothing can fulfil is rejected where one sees it, and shows nothing. */
class ListFiltersTest {
  @RegisterExtension static final TestServer server = TestServer.standard();

  private static final String SANDBOX = "/dashboard/sandbox";

  private final String account = server.newAccount();
  private final PageClient browser = server.browser().signIn(server.newPerson(account, "owner"));

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/logs?key=key_00000000000000000000000000 | Key: No API key with this ID exists here.",
        "/logs?key=x | Key: No API key",
        "/logs?ip=garbage | IP: Must be an IP address",
        "/logs?method=get | Method: Must be one of",
        "/logs?route=v1/payments | Route: Must be a route",
        "/logs?error_code=nonsense | Error code: Must be one of",
        "/logs?status=9xx | Status: Must be a status",
        "/logs?request_id=x | Request ID: Must be",
        "/logs?at=x | At: Must be the value from a link",
        "/alerts?key=key_00000000000000000000000000 | Key: No API key with this ID exists here.",
        "/alerts?kind=nonsense | Kind: Must be one of",
        "/settings/api-keys?status=paid | Status: Must be one of",
        "/payments?corridor=XX-YY | Corridor: No corridor with this ID exists.",
        "/payments?status=paid | Status: Must be one of",
        "/settings/audit-log?action=nonsense | Action: Must be the name of an action",
        "/settings/audit-log?subject=nonsense | Subject: Must be the ID"
      })
  void anInvalidFilterIsShownAsAnError(String path, String message) {
    Answer answer = browser.get(SANDBOX + path);

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.text()).contains("role=\"alert\"", message);
  }

  /** A form sends an empty value for what was not chosen again. */
  @Test
  void aFilterStaysWhenAnotherOneIsAdded() {
    String both = browser.get(SANDBOX + "/payments?status=&currency=USDC&status=failed").text();

    assertThat(both)
        .contains("Status: <bdi>Failed</bdi>", "Currency: <bdi>USDC</bdi>")
        .contains("<input type=\"hidden\" name=\"status\" value=\"failed\">");
    assertThat(browser.get(SANDBOX + "/payments?status=pending&status=failed").text())
        .contains("Status: <bdi>Pending</bdi>")
        .doesNotContain("Status: <bdi>Failed</bdi>");
  }

  @Test
  void theCorridorsToChooseFromAreThoseOfThePlatform() {
    server.run(
        "corridors",
        "add",
        "US-KE",
        "--source",
        "USD",
        "--destination",
        "KES",
        "--stablecoins",
        "USDC",
        "--minimum",
        "10",
        "--maximum",
        "1000",
        "--fee-basis-points",
        "50",
        "--typical-minutes",
        "60",
        "--reason",
        "A new bank");

    assertThat(browser.get(SANDBOX + "/payments").text()).contains("<option>US-KE</option>");
  }

  @Test
  void anotherAccountsKeyIsLikeAnUnknownKey() {
    String key =
        server.newClient(Scope.READ).get("/v1/api-keys/current").json().path("id").asText();

    assertThat(browser.get(SANDBOX + "/logs?key=" + key).status()).isEqualTo(400);
    assertThat(browser.get(SANDBOX + "/logs/tail?key=" + key).status()).isEqualTo(400);
  }
}
