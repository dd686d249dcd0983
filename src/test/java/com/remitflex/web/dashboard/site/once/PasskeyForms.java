package com.remitflex.web.dashboard.site.once;

import static org.assertj.core.api.Assertions.assertThat;

import com.remitflex.testing.PageClient;
import com.remitflex.testing.SoftPasskey;
import com.remitflex.testing.TestServer;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The forms of the passkeys of a user or an operator. */
final class PasskeyForms {
  private PasskeyForms() {}

  static Sending add(
      TestServer server, PageClient browser, String security, Map<String, String> current) {
    browser.get(security);
    Matcher options =
        Pattern.compile("data-options=\"([^\"]+)\"")
            .matcher(browser.post(security + "/passkeys/new", current).text());
    assertThat(options.find()).isTrue();
    String plain =
        options.group(1).replace("&#34;", "\"").replace("&quot;", "\"").replace("&amp;", "&");
    SoftPasskey device = new SoftPasskey("http://localhost:" + server.port());
    return new Sending(
        browser,
        security + "/passkeys",
        Map.of("name", "Laptop", "credential", device.create(plain)));
  }

  static Sending remove(Sending added, String security, Map<String, String> current) {
    added.send();
    Matcher id =
        Pattern.compile("/passkeys/([^/\"]+)/remove").matcher(added.browser().get(security).text());
    assertThat(id.find()).isTrue();
    return new Sending(added.browser(), security + "/passkeys/" + id.group(1) + "/remove", current);
  }
}
