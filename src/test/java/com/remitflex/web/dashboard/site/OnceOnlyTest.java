package com.remitflex.web.dashboard.site;

import static com.remitflex.web.dashboard.site.once.AreaForms.ACCOUNT;
import static com.remitflex.web.dashboard.site.once.AreaForms.CONSOLE;
import static com.remitflex.web.dashboard.site.once.AreaForms.ENDPOINTS;
import static com.remitflex.web.dashboard.site.once.AreaForms.KEYS;
import static com.remitflex.web.dashboard.site.once.AreaForms.OPERATOR_SECURITY;
import static com.remitflex.web.dashboard.site.once.AreaForms.ROOT;
import static com.remitflex.web.dashboard.site.once.AreaForms.SECURITY;
import static com.remitflex.web.dashboard.site.once.AreaForms.TEAM;
import static org.assertj.core.api.Assertions.assertThat;

import com.remitflex.testing.Await;
import com.remitflex.testing.BrowsableServer;
import com.remitflex.testing.MailBox;
import com.remitflex.testing.PageClient;
import com.remitflex.testing.PageClient.Answer;
import com.remitflex.testing.TestDatabase;
import com.remitflex.testing.TestServer;
import com.remitflex.web.dashboard.forms.Repeat;
import com.remitflex.web.dashboard.site.Pages.Row;
import com.remitflex.web.dashboard.site.once.Sending;
import com.remitflex.web.dashboard.site.once.Visitor;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every form of the page table acts once, however often and wherever it is submitted. */
@Tag("slow")
class OnceOnlyTest {
  private static final Pattern SHOWN =
      Pattern.compile(
          "(?s)<output[^>]*>(.*?)</output>|<pre>(.*?)</pre>|(https?://\\S+/invitation/\\S+)");

  /** Afterwards the browser has another session or none: its old forms are no longer its own. */
  private static final Set<String> CHANGES_THE_SESSION =
      Set.of(
          ROOT + "sign-in/code",
          ROOT + "sign-out",
          ROOT + "confirm-address/sign-out",
          ROOT + "confirmation/{token}",
          ROOT + "invitation/{token}",
          CONSOLE + "sign-in/code",
          CONSOLE + "sign-out",
          CONSOLE + "enrol/{token}",
          SECURITY + "/sign-out-everywhere",
          OPERATOR_SECURITY + "/sign-out-everywhere");

  private static final Set<String> SHOWS_SECRETS =
      Set.of(
          KEYS,
          KEYS + "/{id}/roll",
          ENDPOINTS + "/{id}/reveal",
          TEAM + "/invitations",
          CONSOLE + "enrol/{token}",
          SECURITY + "/authenticator",
          SECURITY + "/recovery-codes",
          OPERATOR_SECURITY + "/authenticator",
          OPERATOR_SECURITY + "/recovery-codes");

  private static final List<String> TABLES =
      List.of(
          "account",
          "app_user",
          "account_member",
          "api_key",
          "balance",
          "transfer",
          "event",
          "recipient",
          "payment",
          "quote",
          "conversion",
          "deposit",
          "deposit_address",
          "retired_secret",
          "audit_entry",
          "usage_alert",
          "alert_setting",
          "account_alert_setting",
          "recovery_code",
          "person_link",
          "rail_pause",
          "review_rules",
          "passkey",
          "webhook_endpoint");

  private static final MailBox mails = new MailBox();

  private static final Map<String, String> ADDRESS = BrowsableServer.address();
  private static final String DATABASE = TestDatabase.create();

  @RegisterExtension static final TestServer server = TestServer.with(settings(ADDRESS));

  /** Another node behind the same public address. */
  @RegisterExtension
  static final TestServer otherNode =
      TestServer.with(
          settings(
              Map.of(
                  BrowsableServer.PUBLIC_URL,
                  ADDRESS.getOrDefault(BrowsableServer.PUBLIC_URL, ""))));

  /** No payment advances by itself, which would change the state that two snapshots compare. */
  private static Map<String, String> settings(Map<String, String> address) {
    Map<String, String> settings = new HashMap<>(mails.settings());
    settings.putAll(address);
    settings.put("REMITFLEX_DATABASE_URL", DATABASE);
    String day = Long.toString(Duration.ofDays(1).toMillis());
    settings.put("REMITFLEX_SANDBOX_PENDING_MILLIS", day);
    settings.put("REMITFLEX_SANDBOX_REVIEW_MILLIS", day);
    settings.put("REMITFLEX_SANDBOX_PROCESSING_MILLIS", day);
    settings.put("REMITFLEX_SANDBOX_BLOCK_MILLIS", day);
    return settings;
  }

  /** These have nothing to be seen in the tables: deleting what is shown once more. */
  private static final Set<String> ONLY_DELETE =
      Set.of(
          KEYS + "/{id}/stored",
          SECURITY + "/recovery-codes/stored",
          OPERATOR_SECURITY + "/recovery-codes/stored");

  /** These need a chain: LivePayoutPagesTest submits them twice. */
  private static final Set<String> NEED_A_CHAIN =
      Set.of(
          CONSOLE + "payouts/{id}/speed-up",
          CONSOLE + "payouts/{id}/cancel",
          CONSOLE + "reviews/{id}/approve",
          CONSOLE + "reviews/{id}/reject");

  private static List<Row> rows() {
    return server.dashboard().pages().rows().stream()
        .filter(row -> row.method().equals("POST"))
        .toList();
  }

  static Stream<String> templates() {
    return Visitor.of(server, mails).forms().keySet().stream();
  }

  @Test
  void everyFormDeclaresTheEffectOfARepetitionAndIsTestedHere() {
    assertThat(rows().stream().filter(row -> row.repeat().isEmpty()).map(Row::template))
        .as("forms that do not declare what their repetition does")
        .isEmpty();
    Set<String> acting =
        rows().stream()
            .filter(row -> row.repeat().orElseThrow() != Repeat.AGAIN)
            .map(Row::template)
            .collect(Collectors.toCollection(TreeSet::new));
    acting.removeAll(ONLY_DELETE);
    acting.removeAll(NEED_A_CHAIN);
    assertThat(Visitor.of(server, mails).forms().keySet()).isEqualTo(acting);
    assertThat(
            rows().stream()
                .filter(row -> row.repeat().orElseThrow() == Repeat.AGAIN)
                .map(Row::template))
        .as("forms that may act again")
        .containsExactlyInAnyOrder(
            ROOT + "sign-in",
            ROOT + "sign-in/passkey",
            CONSOLE + "sign-in",
            CONSOLE + "sign-in/passkey",
            ACCOUNT + "/payments/curl",
            ACCOUNT + "/payments/quote",
            ACCOUNT + "/off-ramps/quote",
            ACCOUNT + "/convert",
            SECURITY + "/passkeys/new",
            OPERATOR_SECURITY + "/passkeys/new");
  }

  private static Repeat repeat(String template) {
    return rows().stream()
        .filter(row -> row.template().equals(template))
        .findFirst()
        .flatMap(Row::repeat)
        .orElseThrow();
  }

  /** Everything that a form can change. */
  private static Map<String, String> state() {
    Map<String, String> state = new TreeMap<>();
    for (String table : TABLES) {
      state.put(
          table, one("SELECT md5(string_agg(t::text, ' ' ORDER BY t::text)) FROM " + table + " t"));
    }
    state.put("mail", one("SELECT count(*)::text FROM mail"));
    state.put(
        "user_session",
        one(
            "SELECT md5(string_agg(concat(id, token_hash, account_id), ' ' ORDER BY id))"
                + " FROM user_session"));
    return state;
  }

  private static String one(String sql) {
    return server
        .database()
        .with(handle -> handle.createQuery(sql).mapTo(String.class).findOne().orElse(""));
  }

  /** The secrets and links that a page shows. */
  private static List<String> shown(Answer answer) {
    return SHOWN.matcher(answer.text()).results().map(found -> found.group()).toList();
  }

  private static void assertSame(Answer again, Answer first) {
    assertThat(again.status()).as(again.text()).isEqualTo(first.status());
    assertThat(again.location()).isEqualTo(first.location());
    assertThat(shown(again)).isEqualTo(shown(first));
  }

  /** On two nodes at the same moment, by a second click, a reload, after a crash, much later. */
  @ParameterizedTest
  @MethodSource("templates")
  void aRepetitionGetsTheFirstResponseAndHasNoEffect(String template) {
    Sending form = Visitor.of(server, mails).forms().get(template).get();
    String token = form.browser().csrf();
    PageClient secondTab = form.browser().at(otherNode.port());
    PageClient secondClick = form.browser().at(otherNode.port());
    PageClient waiting = form.browser().at(otherNode.port());
    boolean keepsSession = !CHANGES_THE_SESSION.contains(template);
    Map<String, String> before = state();
    long made = made();

    CompletableFuture<Answer> atOnce =
        CompletableFuture.supplyAsync(() -> form.send(secondTab, token));
    Answer first = form.send(form.browser(), token);

    boolean showsSecrets = SHOWS_SECRETS.contains(template);
    assertThat(first.status()).as(first.text()).isEqualTo(showsSecrets ? 200 : 303);
    assertThat(shown(first).isEmpty()).isNotEqualTo(showsSecrets);
    assertSame(atOnce.join(), first);
    assertThat(made() - made).as("payments, money, keys, secrets, links").isBetween(0L, 1L);
    awaitCorridorEvents(template);
    Map<String, String> after = state();
    assertThat(after).as("it acts").isNotEqualTo(before);

    assertSame(form.send(secondClick, token), first);
    assertThat(secondClick.cookies()).isEqualTo(form.browser().cookies());
    assertThat(state()).as("a second click").isEqualTo(after);

    Answer reloaded = form.send(form.browser(), token);
    if (keepsSession) {
      assertSame(reloaded, first);
    }
    assertThat(state()).as("a reload").isEqualTo(after);

    loseResponse();
    Answer recovered = form.send(showsSecrets ? waiting : form.browser(), token);
    assertThat(state()).as("after a crash").isEqualTo(after);
    if (repeat(template) == Repeat.ENGINE || showsSecrets) {
      assertSame(recovered, first);
    } else if (keepsSession) {
      assertSubmittedBefore(recovered, "Result unknown", first);
    }

    if (showsSecrets) {
      assertThat(waiting.cookies()).isEqualTo(form.browser().cookies());
    }

    waitSixMinutes();
    Answer late = form.send(form.browser(), token);
    assertThat(state()).as("much later").isEqualTo(after);
    if (keepsSession) {
      assertSubmittedBefore(late, "Already submitted", first);
    }
  }

  /** A change of a corridor's status reaches the accounts in the background. */
  private static void awaitCorridorEvents(String template) {
    if (template.contains("corridors")) {
      Await.until(
          "every account has its event",
          () -> !server.run("corridors", "list").out().contains("still being notified"));
    }
  }

  private static void assertSubmittedBefore(Answer answer, String what, Answer first) {
    assertThat(answer.status()).as(answer.text()).isEqualTo(409);
    assertThat(answer.text()).contains(what);
    shown(first).forEach(secret -> assertThat(answer.text()).doesNotContain(secret));
  }

  private static long made() {
    return Long.parseLong(
        one(
            """
            SELECT ((SELECT count(*) FROM payment) + (SELECT count(*) FROM api_key)
              + (SELECT count(*) FROM transfer WHERE reason = 'sandbox_funding')
              + (SELECT count(*) FROM quote) + (SELECT count(*) FROM conversion)
              + (SELECT count(*) FROM retired_secret) + (SELECT count(*) FROM person_link))::text
            """));
  }

  /** Keeps what a form has committed together with its effect, before its response replaces it. */
  @BeforeAll
  static void keepWhatWasCommitted() {
    server
        .database()
        .use(handle ->
            handle.execute(
                """
                CREATE TABLE committed (token_hash bytea PRIMARY KEY, made bytea);
                CREATE FUNCTION keep() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN
                  IF OLD.done_at IS NULL AND NEW.done_at IS NOT NULL THEN
                    INSERT INTO committed VALUES (OLD.token_hash, OLD.result)
                      ON CONFLICT DO NOTHING;
                  END IF;
                  RETURN NEW;
                END $$;
                CREATE TRIGGER keep BEFORE UPDATE ON form_submission
                  FOR EACH ROW EXECUTE FUNCTION keep();
                """));
  }

  /** The server ended after the effect was committed, and before anything else was. */
  private static void loseResponse() {
    server
        .database()
        .use(handle ->
            handle.execute(
                """
                UPDATE form_submission f SET done_at = NULL, look_at = '',
                  sent_at = sent_at - interval '2 minutes',
                  result = (SELECT made FROM committed c WHERE c.token_hash = f.token_hash)
                """));
  }

  private static void waitSixMinutes() {
    server
        .database()
        .use(handle -> {
          handle.execute("UPDATE form_submission SET done_at = now() - interval '6 minutes'");
          handle.execute("UPDATE shown_secret SET created_at = created_at - interval '6 minutes'");
        });
  }
}
