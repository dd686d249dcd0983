package com.remitflex.web.dashboard.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import com.remitflex.testing.PageClient;
import com.remitflex.testing.PageClient.Answer;
import com.remitflex.testing.TestServer;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The pages of quotes and conversions. */
class ConvertPagesTest {
  @RegisterExtension static final TestServer server = TestServer.standard();

  private static final String CONVERT = "/dashboard/sandbox/convert";

  private final PageClient browser =
      server.browser().signIn(server.newPerson(server.newAccount(), "owner"));

  /** The address of a new quote's page. */
  private String quote(String amount, String type) {
    browser.get(CONVERT);
    Answer answer =
        browser.post(
            CONVERT,
            Map.of(
                "from_currency",
                "USDC",
                "to_currency",
                "EUR",
                "amount",
                amount,
                "amount_type",
                type));
    assertThat(answer.status()).isEqualTo(303);
    return answer.location();
  }

  @Test
  void aQuoteThatAnotherTabUsedConvertsNothing() {
    String quote = quote("100", "source");
    browser.get(quote);
    assertThat(browser.post(quote, Map.of()).location()).contains("/convert/con_");
    browser.get(CONVERT);

    Answer second = browser.post(quote, Map.of());

    assertThat(second.status()).isEqualTo(400);
    assertThat(second.text())
        .contains("Nothing was converted this time: a quote can be used only once.")
        .contains("This quote was used by")
        .contains("/convert/con_");
    assertThat(browser.get(CONVERT).text()).contains("1 conversion<");
  }

  @Test
  void anExpiredQuoteConvertsNothingAndANewOneIsForTheSameAmount() {
    String quote = quote("100", "destination");
    browser.get(quote);
    server.database().use(handle -> handle.execute("UPDATE quote SET expires_at = created_at"));

    Answer late = browser.post(quote, Map.of());

    assertThat(late.status()).isEqualTo(422);
    assertThat(late.text())
        .contains("This quote has expired. Nothing was debited.")
        .contains("name=\"amount\" value=\"100\"")
        .contains("name=\"amount_type\" value=\"destination\"");
    assertThat(browser.get(quote).text()).contains("name=\"amount_type\" value=\"destination\"");
    assertThat(browser.get(CONVERT).text()).contains("No conversions yet");
  }

  /** The browser goes back to a page whose form was sent, where another amount is entered. */
  @Test
  void aFormThatWasSentGetsAnotherQuoteForAnotherAmount() {
    browser.get(CONVERT);
    String token = browser.csrf();
    Map<String, String> fields =
        Map.of("from_currency", "USDC", "to_currency", "EUR", "amount", "5", "csrf", token);
    String first = browser.post(CONVERT, fields).location();
    Map<String, String> changed =
        Map.of("from_currency", "USDC", "to_currency", "EUR", "amount", "6", "csrf", token);

    Answer second = browser.post(CONVERT, changed);

    assertThat(second.location()).contains("/convert/quotes/").isNotEqualTo(first);
    assertThat(browser.get(second.location()).text()).contains("6.00 <span");
  }
}
