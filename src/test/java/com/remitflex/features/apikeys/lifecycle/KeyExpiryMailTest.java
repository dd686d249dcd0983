package com.remitflex.features.apikeys.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import com.remitflex.core.accounts.HeadId;
import com.remitflex.features.apikeys.KeyLimits;
import com.remitflex.features.apikeys.lifecycle.ApiKeyService.IssuedKey;
import com.remitflex.platform.access.Scope;
import com.remitflex.platform.ids.Environment;
import com.remitflex.platform.jobs.PeriodicTask;
import com.remitflex.testing.ApiClient;
import com.remitflex.testing.Await;
import com.remitflex.testing.MintedSecrets;
import com.remitflex.testing.TestDatabase;
import com.remitflex.testing.TestServer;
import jakarta.mail.internet.MimeMessage;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** From a key that is about to expire to its owner's mail box, with two nodes that both look. */
class KeyExpiryMailTest {
  private static final String DATABASE = TestDatabase.create();
  private static final GreenMail MAIL_SERVER = mailServer();

  @RegisterExtension static final TestServer first = TestServer.with(settings());
  @RegisterExtension static final TestServer second = TestServer.with(settings());

  private static GreenMail mailServer() {
    GreenMail server = new GreenMail(new ServerSetup(0, "127.0.0.1", "smtp"));
    server.start();
    return server;
  }

  private static Map<String, String> settings() {
    return Map.of(
        "REMITFLEX_DATABASE_URL", DATABASE,
        "REMITFLEX_SMTP_HOST", "127.0.0.1",
        "REMITFLEX_SMTP_PORT", Integer.toString(MAIL_SERVER.getSmtp().getPort()),
        "REMITFLEX_SMTP_TLS", "none",
        "REMITFLEX_MAIL_FROM", "platform@example.com");
  }

  @AfterAll
  static void stop() {
    MAIL_SERVER.stop();
  }

  /** A key that was created long ago: nobody is warned of a key that is new. */
  private static IssuedKey expiringIn(String account, int hours) {
    IssuedKey key =
        first
            .keys()
            .create(
                new HeadId(account, Environment.LIVE),
                new NewKey(
                    "\"" + hours + "\" hours",
                    Scope.WRITE,
                    Optional.of(first.keys().now().plus(Duration.ofHours(hours))),
                    KeyLimits.NONE))
            .orElseThrow();
    MintedSecrets.key(key.secret());
    first
        .database()
        .use(handle ->
            handle.execute(
                "UPDATE api_key SET created_at = created_at - interval '90 d' WHERE id = ?",
                key.key().id()));
    return key;
  }

  @Test
  void theOwnerGetsOneMailForEachNumberOfDaysFromHoweverManyNodes() throws Exception {
    String account = first.newVerifiedAccount();
    ApiClient live = first.client(first.newKey(account, Environment.LIVE, Scope.ADMIN).secret());
    live.patch("/v1/account", "{\"contact_email\": \"owner@example.com\"}");
    List<IssuedKey> keys =
        IntStream.of(20 * 24, 13 * 24 + 12, 2 * 24 + 12, 12)
            .mapToObj(hours -> expiringIn(account, hours))
            .toList();

    try (PeriodicTask one = maintenance(first);
        PeriodicTask two = maintenance(second)) {
      one.start();
      two.start();
      assertThat(MAIL_SERVER.waitForIncomingEmail(30_000, 3)).isTrue();
      // Time for one too many.
      Await.pause(Duration.ofMillis(2_000));
    }

    MimeMessage[] mails = MAIL_SERVER.getReceivedMessages();
    assertThat(Arrays.stream(mails).map(KeyExpiryMailTest::subject))
        .containsExactlyInAnyOrder(
            "A live API key expires in 14 days",
            "A live API key expires in 3 days",
            "A live API key expires in 1 day");
    for (MimeMessage mail : mails) {
      IssuedKey key =
          keys.get(subject(mail).contains("14") ? 1 : subject(mail).contains("3") ? 2 : 3);
      assertThat(mail.getAllRecipients()[0]).hasToString("owner@example.com");
      assertThat(mail.getContent().toString())
          .contains(key.key().name(), key.key().id(), key.key().display())
          .contains("https://api.example.com/v1/api-keys")
          .doesNotContain(key.secret());
    }
  }

  private static PeriodicTask maintenance(TestServer server) {
    KeyMaintenance maintenance = server.keys().maintenance();
    return PeriodicTask.every(
        Duration.ofMillis(20),
        "key-maintenance",
        "the maintenance of keys will be repeated",
        () -> maintenance.run(KeyMaintenance.WARNING_DAYS));
  }

  private static String subject(MimeMessage mail) {
    try {
      return mail.getSubject();
    } catch (jakarta.mail.MessagingException e) {
      throw new IllegalStateException(e);
    }
  }
}
