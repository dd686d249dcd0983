package com.remitflex.web.dashboard.site;

import static org.assertj.core.api.Assertions.assertThat;

import com.remitflex.testing.Await;
import com.remitflex.testing.PageClient;
import com.remitflex.testing.PageClient.Answer;
import com.remitflex.testing.TestPerson;
import com.remitflex.testing.TestServer;
import java.net.http.HttpRequest;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Who guesses is slowed down, and no one else is. */
@Tag("slow")
class LockOutTest {
  private static final String OWNERS_NETWORK = "203.0.113.7";
  private static final String STRANGERS_NETWORK = "198.51.100.9";

  @RegisterExtension
  static final TestServer server =
      TestServer.with(Map.of("REMITFLEX_TRUSTED_PROXIES", "127.0.0.1"));

  private final TestPerson owner = server.newPerson(server.newAccount(), "owner");

  private static Answer attempt(PageClient browser, String network, String email, String word) {
    browser.get("/dashboard/sign-in");
    HttpRequest.Builder form =
        browser.form(
            "/dashboard/sign-in", Map.of("email", email, "password", word, "csrf", browser.csrf()));
    return browser.send(form.header("X-Forwarded-For", network));
  }

  private void guess(int times, String network) {
    PageClient stranger = server.browser();
    for (int i = 0; i < times; i++) {
      assertThat(attempt(stranger, network, owner.email(), "guess " + i).status()).isEqualTo(400);
    }
  }

  @Test
  void afterSomeWrongGuessesEvenTheRightPasswordHasToWait() {
    guess(6, STRANGERS_NETWORK);

    Answer answer = attempt(server.browser(), STRANGERS_NETWORK, owner.email(), owner.password());

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.text()).contains("Too many attempts. Wait ");
  }

  @Test
  void aStrangerDoesNotLockTheOwnerOutOfAnotherNetwork() {
    guess(6, STRANGERS_NETWORK);

    assertThat(attempt(server.browser(), OWNERS_NETWORK, owner.email(), owner.password()).status())
        .isEqualTo(303);
  }

  @Test
  void aStrangerOnTheSameNetworkDoesNotLockTheOwnerOutOfAKnownBrowser() {
    PageClient known = server.browser();
    assertThat(attempt(known, OWNERS_NETWORK, owner.email(), owner.password()).status())
        .isEqualTo(303);
    known.cookies().remove("__Host-rf_session");
    guess(6, OWNERS_NETWORK);

    assertThat(attempt(known, OWNERS_NETWORK, owner.email(), owner.password()).status())
        .isEqualTo(303);
  }

  @Test
  void aKnownBrowserIsNoWayToGuessWithoutEnd() {
    PageClient known = server.browser();
    attempt(known, OWNERS_NETWORK, owner.email(), owner.password());
    known.cookies().remove("__Host-rf_session");
    for (int i = 0; i < 6; i++) {
      attempt(known, OWNERS_NETWORK, owner.email(), "guess " + i);
    }

    assertThat(attempt(known, OWNERS_NETWORK, owner.email(), owner.password()).text())
        .contains("Too many attempts.");
  }

  /** Proof of identity lifts the lock, whoever made it and from wherever. */
  @Test
  void whoSetsANewPasswordByALinkGetsInAfterTenWrongOnes() {
    String newPassword = "correct horse battery staple";
    for (int i = 0; i < 10; i++) {
      attempt(server.browser(), OWNERS_NETWORK, owner.email(), "guess " + i);
    }
    String link =
        server
            .dashboard()
            .people()
            .passwordReset()
            .createLinkByOperator(owner.email(), false)
            .orElseThrow();
    guess(6, STRANGERS_NETWORK);
    PageClient browser = server.browser();
    String path = link.substring(link.indexOf("/dashboard/"));
    browser.get(path);
    assertThat(browser.post(path, Map.of("password", newPassword)).status()).isEqualTo(303);

    for (String network : List.of(OWNERS_NETWORK, STRANGERS_NETWORK)) {
      assertThat(attempt(server.browser(), network, owner.email(), newPassword).status())
          .as(network)
          .isEqualTo(303);
    }
  }

  private List<String> audited(String action) {
    return server
        .database()
        .with(handle ->
            handle
                .createQuery(
                    "SELECT details::text FROM audit_entry WHERE subject = :user"
                        + " AND action = :action AND actor = 'platform' AND ip IS NOT NULL")
                .bind("user", owner.id())
                .bind("action", action)
                .mapTo(String.class)
                .list());
  }

  @Test
  void wrongPasswordsAndLocksAreInTheAuditLog() {
    attempt(server.browser(), STRANGERS_NETWORK, owner.email(), "guess");
    Await.until("written down", () -> !audited("user.sign_in_failed").isEmpty());
    server
        .database()
        .use(handle ->
            handle.execute(
                "UPDATE failed_attempt SET reported_at = now() - interval '61 s'"
                    + " WHERE user_id = ?",
                owner.id()));
    guess(5, STRANGERS_NETWORK);

    Await.until("the lock as well", () -> !audited("user.sign_in_locked").isEmpty());

    assertThat(audited("user.sign_in_failed").getFirst())
        .contains("\"step\":\"password\"", "\"count\":1");
    assertThat(audited("user.sign_in_locked").getFirst()).contains("\"locked_seconds\":");
  }

  @Test
  void aFloodIsFewEntriesWithACount() {
    for (int i = 0; i < 24; i++) {
      attempt(server.browser(), "10.1." + i + ".1", owner.email(), "guess " + i);
    }
    Await.until("written down", () -> !audited("user.sign_in_failed").isEmpty());

    assertThat(audited("user.sign_in_failed").size() + audited("user.sign_in_locked").size())
        .isLessThan(4);
    assertThat(attempt(server.browser(), OWNERS_NETWORK, owner.email(), owner.password()).status())
        .isEqualTo(303);
  }

  @Test
  void aSuccessSaysHowManyFailedBefore() {
    attempt(server.browser(), OWNERS_NETWORK, owner.email(), "guess");
    attempt(server.browser(), OWNERS_NETWORK, owner.email(), owner.password());

    Await.until(
        "in one entry or the other",
        () ->
            audited("user.sign_in_failed").size() == 1
                || server
                    .database()
                    .with(handle ->
                        handle
                            .createQuery(
                                "SELECT count(*) FROM audit_entry WHERE subject = :user"
                                    + " AND details->>'failed_before' = '1'")
                            .bind("user", owner.id())
                            .mapTo(Long.class)
                            .one())
                    .equals(1L));
  }

  @Test
  void anUnknownAddressIsSlowedDownTheSame() {
    PageClient stranger = server.browser();
    String unknown = "nobody" + owner.email();
    for (int i = 0; i < 6; i++) {
      attempt(stranger, STRANGERS_NETWORK, unknown, "guess " + i);
    }

    assertThat(attempt(stranger, STRANGERS_NETWORK, unknown, "guess").text())
        .contains("Too many attempts.");
  }

  @Test
  void manyGuessesAtOnceAreNoMoreThanOneAfterTheOther() {
    long lookedAt =
        IntStream.range(0, 24)
            .mapToObj(i ->
                CompletableFuture.supplyAsync(
                    () -> attempt(server.browser(), STRANGERS_NETWORK, owner.email(), "x" + i),
                    task -> Thread.ofVirtual().start(task)))
            .toList()
            .stream()
            .map(CompletableFuture::join)
            .filter(answer -> answer.text().contains("The email address or the password is wrong."))
            .count();

    assertThat(lookedAt).isBetween(1L, 8L);
  }

  @Test
  void aPasswordOfAMegabyteIsRefusedBeforeItIsHashed() {
    PageClient browser = server.browser();

    Answer large = attempt(browser, OWNERS_NETWORK, owner.email(), "x".repeat(1_000_000));
    Answer long1 = attempt(browser, OWNERS_NETWORK, owner.email(), "x".repeat(200_000));

    assertThat(large.status()).isEqualTo(413);
    assertThat(long1.status()).isEqualTo(400);
    assertThat(long1.text()).contains("The email address or the password is wrong.");
  }
}
