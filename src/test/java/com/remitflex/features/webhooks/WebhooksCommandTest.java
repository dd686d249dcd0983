package com.remitflex.features.webhooks;

import static org.assertj.core.api.Assertions.assertThat;

import com.remitflex.testing.Ended;
import com.remitflex.testing.TestServer;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** `webhooks`: the same as the API, for the operator. */
class WebhooksCommandTest {
  @RegisterExtension static final TestServer SERVER = TestServer.standard();

  private static final Pattern ID = Pattern.compile("we_[0-9A-Z]{26}");
  private static final Pattern SECRET = Pattern.compile("whsec_[A-Za-z0-9+/=]{44}");

  private final String account = SERVER.newAccount();

  private static String found(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    assertThat(matcher.find()).as(text).isTrue();
    return matcher.group();
  }

  private Ended create(String settings) {
    return SERVER.run(
        "webhooks", "create", "--environment", "sandbox", "--account", account, settings);
  }

  @Test
  void anEndpointIsCreatedShownRotatedAndDeleted() {
    Ended created = create("{\"url\": \"https://1.1.1.1/x\", \"event_types\": [\"payment.*\"]}");
    assertThat(created.status()).as(created.err()).isZero();
    String id = found(ID, created.out());
    String secret = found(SECRET, created.out());

    assertThat(SERVER.run("webhooks", "list", "--account", account).out())
        .contains(id)
        .contains("payment.*")
        .doesNotContain(secret);
    assertThat(SERVER.run("webhooks", "show", id).out())
        .contains("https://1.1.1.1/x")
        .doesNotContain(secret);
    assertThat(SERVER.run("webhooks", "reveal-secret", id).out()).contains(secret);
    assertThat(found(SECRET, SERVER.run("webhooks", "rotate-secret", id).out()))
        .isNotEqualTo(secret);
    assertThat(SERVER.run("webhooks", "change", id, "{\"enabled\": false}").out())
        .contains("\"enabled\":false");
    assertThat(SERVER.run("webhooks", "deliveries", id).out()).contains("No deliveries.");
    assertThat(SERVER.run("webhooks", "replay", id).out()).contains("0 undeliverable events.");
    assertThat(SERVER.run("webhooks", "delete", id).out()).contains("Deleted " + id);
    assertThat(SERVER.run("webhooks", "show", id).status()).isOne();
  }

  @Test
  void whatIsWrongIsSaid() {
    for (String settings : List.of("{", "{}", "{\"url\": \"http://127.0.0.1/\"}")) {
      Ended failed = create(settings);
      assertThat(failed.status()).as(settings).isOne();
      assertThat(failed.told()).as(settings).isNotEmpty();
    }
    Ended unknown = SERVER.run("webhooks", "test", "we_00000000000000000000000000");
    assertThat(unknown.status()).isOne();
    assertThat(String.join("\n", unknown.told())).contains("./remitflex webhooks list");
  }
}
