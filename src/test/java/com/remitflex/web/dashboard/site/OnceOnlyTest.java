package com.remitflex.web.dashboard.site;

import static org.assertj.core.api.Assertions.assertThat;

import com.remitflex.features.members.TestPeople;
import com.remitflex.platform.access.Scope;
import com.remitflex.platform.ids.Environment;
import com.remitflex.platform.ids.IdPrefix;
import com.remitflex.testing.ApiClient;
import com.remitflex.testing.Authenticator;
import com.remitflex.testing.Await;
import com.remitflex.testing.BrowsableServer;
import com.remitflex.testing.MailBox;
import com.remitflex.testing.PageClient;
import com.remitflex.testing.PageClient.Answer;
import com.remitflex.testing.SoftPasskey;
import com.remitflex.testing.TestDatabase;
import com.remitflex.testing.TestOperator;
import com.remitflex.testing.TestPerson;
import com.remitflex.testing.TestServer;
import com.remitflex.web.dashboard.forms.Repeat;
import com.remitflex.web.dashboard.site.Pages.Row;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.regex.Matcher;
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
  private static final String ROOT = "/dashboard/";
  private static final String CONSOLE = "/operator/";
  private static final String ACCOUNT = ROOT + "{environment}";
  private static final String TEAM = ACCOUNT + "/settings/team";
  private static final String SECURITY = ACCOUNT + "/settings/security";
  private static final String OPERATOR_SECURITY = CONSOLE + "security";
  private static final String KEYS = ACCOUNT + "/settings/api-keys";
  private static final String ENDPOINTS = ACCOUNT + "/webhooks/endpoints";
  private static final String PASSWORD = "correct horse battery staple";
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

  private final String account = server.newAccount();
  private final TestPerson owner = server.newPerson(account, "owner");

  /** A form of a page that a browser has open. */
  private record Sending(PageClient browser, String path, Map<String, String> fields) {
    Answer send(PageClient by, String token) {
      Map<String, String> all = new HashMap<>(fields);
      all.put("csrf", token);
      return by.post(path, all);
    }
  }

  private Sending of(TestPerson person, String page, String path, Map<String, String> fields) {
    PageClient browser = server.browser().signIn(person);
    browser.get(at(page));
    return new Sending(browser, at(path), fields);
  }

  private Sending of(String page, String path, Map<String, String> fields) {
    return of(owner, page, path, fields);
  }

  private static String at(String template) {
    return template.replace("{environment}", "sandbox");
  }

  private String key() {
    return server.newKey(account, Environment.SANDBOX, Scope.READ).key().id();
  }

  private ApiClient api() {
    return server.client(server.newKey(account, Environment.SANDBOX, Scope.WRITE).secret());
  }

  private Sending ofKey(String page, String path, Map<String, String> fields) {
    String key = KEYS + "/" + key();
    return of(key + page, key + path, fields);
  }

  private static Map<String, String> current(TestPerson person) {
    return Map.of("current", person.password());
  }

  /** One form of each row that may act once. */
  private Map<String, Supplier<Sending>> forms() {
    Map<String, Supplier<Sending>> forms = new TreeMap<>();
    moneyForms(forms);
    keyForms(forms);
    webhookForms(forms);
    teamForms(forms);
    securityForms(forms);
    signInForms(forms);
    consoleForms(forms);
    return forms;
  }

  private static final Map<String, String> OFF_RAMP =
      Map.of(
          "amount", "100.03",
          "source_currency", "USDC",
          "destination_currency", "EUR",
          "account_holder_name", "Name",
          "account_number", "DE89370400440532013000",
          "bank_name", "Bank",
          "bank_country", "DE");

  private void offRampForms(Map<String, Supplier<Sending>> forms) {
    String offRamps = ACCOUNT + "/off-ramps";
    forms.put(offRamps, () -> of(offRamps + "/new", offRamps, OFF_RAMP));
    for (String decision : List.of("approve", "reject")) {
      forms.put(
          offRamps + "/{id}/" + decision,
          () -> {
            String page = offRamps + "/" + offRampInReview();
            return of(page, page + "/" + decision, Map.of("reason", "Checked"));
          });
    }
  }

  private void moneyForms(Map<String, Supplier<Sending>> forms) {
    offRampForms(forms);
    String payments = ACCOUNT + "/payments";
    forms.put(
        payments,
        () -> of(payments + "/new", payments, Map.of("amount", "100", "currency", "USDC")));
    forms.put(
        payments + "/{id}/cancel",
        () -> {
          String id =
              api()
                  .post("/v1/payments", "{\"amount\": 100, \"currency\": \"USDC\"}")
                  .json()
                  .path("id")
                  .asText();
          return of(payments + "/" + id, payments + "/" + id + "/cancel", Map.of());
        });
    for (String decision : List.of("approve", "reject")) {
      forms.put(
          payments + "/{id}/" + decision,
          () -> {
            String id = inReview();
            return of(
                payments + "/" + id,
                payments + "/" + id + "/" + decision,
                Map.of("reason", "Checked"));
          });
    }
    forms.put(
        ACCOUNT + "/sandbox/fund",
        () ->
            of(
                ACCOUNT + "/sandbox",
                ACCOUNT + "/sandbox/fund",
                Map.of("amount", "5", "currency", "USDC")));
    String convert = ACCOUNT + "/convert";
    forms.put(
        convert + "/quotes/{id}",
        () -> {
          String quote = convert + "/quotes/" + quote();
          return of(quote, quote, Map.of());
        });
    depositForms(forms);
    recipientForms(forms);
    String settings = ACCOUNT + "/settings/account";
    forms.put(settings, () -> of(settings, settings, Map.of("name", "Another name")));
    forms.put(settings + "/recipient", () -> of(settings, settings + "/recipient", Map.of()));
    forms.put(
        settings + "/alerts",
        () -> of(settings, settings + "/alerts", Map.of("silence_days", "7")));
  }

  private String quote() {
    return api()
        .post(
            "/v1/conversions/quote",
            "{\"from_currency\": \"USDC\", \"to_currency\": \"EUR\", \"amount\": 5}")
        .json()
        .path("quote_id")
        .asText();
  }

  private void depositForms(Map<String, Supplier<Sending>> forms) {
    String deposit = ACCOUNT + "/balances/deposit";
    forms.put(deposit, () -> of(deposit, deposit, Map.of("network", "base")));
    forms.put(
        deposit + "/simulate",
        () ->
            of(
                deposit,
                deposit + "/simulate",
                Map.of("network", "base", "amount", "5", "currency", "USDC")));
    forms.put(
        ACCOUNT + "/balances/deposits/{id}/release",
        () -> {
          String id = heldDeposit();
          String page = ACCOUNT + "/balances/deposits/" + id;
          return of(page, page + "/release", Map.of());
        });
  }

  private void recipientForms(Map<String, Supplier<Sending>> forms) {
    String recipients = ACCOUNT + "/recipients";
    Map<String, String> fields =
        Map.of("name", "Once", "account_number", "0000014579", "bank_code", "011");
    forms.put(
        recipients,
        () -> {
          Map<String, String> created = new HashMap<>(fields);
          created.put("kind", "NGN-NG");
          return of(recipients + "/new", recipients, created);
        });
    forms.put(
        recipients + "/{id}",
        () -> {
          String page = recipients + "/" + recipient();
          return of(page, page, fields);
        });
    for (String act : List.of("default", "delete")) {
      forms.put(
          recipients + "/{id}/" + act,
          () -> {
            String page = recipients + "/" + recipient();
            return of(page, page + "/" + act, Map.of());
          });
    }
  }

  private String recipient() {
    return api()
        .post(
            "/v1/recipients",
            "{\"name\": \"Ada\", \"currency\": \"NGN\", \"account_number\": \"0000014579\","
                + " \"bank_code\": \"011\", \"bank_country\": \"NG\"}")
        .json()
        .path("id")
        .asText();
  }

  private void webhookForms(Map<String, Supplier<Sending>> forms) {
    forms.put(
        ENDPOINTS,
        () ->
            of(ENDPOINTS + "/new", ENDPOINTS, Map.of("url", inbox(), "event_types", "deposit.*")));
    for (String act : List.of("enable", "disable", "test", "rotate", "reveal", "delete")) {
      forms.put(
          ENDPOINTS + "/{id}/" + act,
          () -> {
            String page = ENDPOINTS + "/" + endpoint(!act.equals("enable"));
            return of(page, page + "/" + act, Map.of());
          });
    }
    forms.put(
        ENDPOINTS + "/{id}/edit",
        () -> {
          String page = ENDPOINTS + "/" + endpoint(true) + "/edit";
          return of(page, page, Map.of("url", inbox(), "description", "Another one"));
        });
    forms.put(
        ENDPOINTS + "/{id}/replay",
        () -> {
          String page = ENDPOINTS + "/" + endpoint(true) + "/replay";
          return of(page, page, Map.of("which", "failed", "max_count", "0"));
        });
    forms.put(
        ENDPOINTS + "/{id}/deliveries/{event}/replay",
        () -> {
          String page = ENDPOINTS + "/" + endpoint(true) + "/deliveries/" + delivered();
          return of(page, page + "/replay", Map.of());
        });
  }

  private ApiClient admin() {
    return server.client(server.newKey(account, Environment.SANDBOX, Scope.ADMIN).secret());
  }

  private String inbox() {
    return api().get("/v1/inbox").json().path("url").asText();
  }

  /** A webhook endpoint that sends to the inbox. */
  private String endpoint(boolean enabled) {
    return admin()
        .post(
            "/v1/webhook-endpoints",
            "{\"url\": \"%s\", \"event_types\": [\"api_key.created\"], \"enabled\": %s}"
                .formatted(inbox(), enabled))
        .json()
        .path("id")
        .asText();
  }

  /** An event that the account's newest endpoint has received. */
  private String delivered() {
    ApiClient admin = admin();
    String path =
        "/v1/webhook-endpoints/"
            + admin.get("/v1/webhook-endpoints").json().at("/data/0/id").asText()
            + "/deliveries";
    return Await.until(
        "an event is delivered",
        () -> admin.get(path + "?status=delivered").json().at("/data/0/event_id").asText(),
        id -> !id.isEmpty());
  }

  /** A payment that was held for review. */
  private String inReview() {
    return held("/v1/payments", "{\"amount\": 100.03, \"currency\": \"USDC\"}");
  }

  private String offRampInReview() {
    return held(
        "/v1/off-ramps",
        """
        {"amount": 100.03, "source_currency": "USDC", "destination_currency": "EUR",
         "bank_account": {"account_holder_name": "Name", "bank_name": "Bank",
           "account_number": "DE89370400440532013000", "bank_country": "DE"}}
        """);
  }

  private String held(String path, String body) {
    ApiClient api = api();
    String id = api.post(path, body).json().path("id").asText();
    server
        .database()
        .use(handle ->
            handle.execute("UPDATE payment_due SET due_at = now() WHERE payment_id = ?", id));
    Await.until(
        "the payment is held",
        () -> api.get(path + "/" + id).json().path("status").asText().equals("compliance_review"));
    return id;
  }

  private void keyForms(Map<String, Supplier<Sending>> forms) {
    forms.put(KEYS, () -> of(KEYS + "/new", KEYS, Map.of("name", "billing", "scope", "write")));
    forms.put(KEYS + "/{id}/roll", () -> ofKey("/roll", "/roll", Map.of("grace_seconds", "3600")));
    forms.put(
        KEYS + "/{id}/end-grace",
        () -> {
          String id = key();
          Sending roll =
              of(
                  KEYS + "/" + id + "/roll",
                  KEYS + "/" + id + "/roll",
                  Map.of("grace_seconds", "3600"));
          roll.send(roll.browser(), roll.browser().csrf());
          return of(KEYS + "/" + id, KEYS + "/" + id + "/end-grace", Map.of());
        });
    forms.put(
        KEYS + "/{id}/revoke",
        () -> {
          String id = key();
          String name = server.keys().find(id).orElseThrow().name();
          return of(KEYS + "/" + id + "/revoke", KEYS + "/" + id + "/revoke", Map.of("name", name));
        });
    forms.put(
        KEYS + "/{id}/alerts", () -> ofKey("/alerts", "/alerts", Map.of("silence_days", "7")));
    forms.put(
        ACCOUNT + "/alerts/{id}",
        () -> {
          String id = newAlert(key());
          return of(ACCOUNT + "/alerts", ACCOUNT + "/alerts/" + id, Map.of());
        });
  }

  private String newAlert(String keyId) {
    String id = IdPrefix.ALERT.next();
    server
        .database()
        .use(handle ->
            handle.execute(
                """
                INSERT INTO usage_alert (id, account_id, environment, number, key_id, kind, hour,
                  created_at, status, details)
                VALUES (?, ?, 'sandbox', 1, ?, 'spike', date_trunc('hour', now()), now(), 'open',
                  '{}')
                """,
                id,
                account,
                keyId));
    return id;
  }

  private void teamForms(Map<String, Supplier<Sending>> forms) {
    forms.put(
        TEAM + "/invitations",
        () ->
            of(TEAM, TEAM + "/invitations", Map.of("email", "new@example.com", "role", "viewer")));
    forms.put(
        TEAM + "/invitations/{id}/take-back",
        () -> {
          String id = invite("back@example.com").replaceAll(".*/(lnk_[0-9A-Z]+)\\..*", "$1");
          return of(TEAM, TEAM + "/invitations/" + id + "/take-back", Map.of());
        });
    forms.put(
        TEAM + "/members/{id}/role",
        () -> {
          TestPerson viewer = server.newPerson(account, "viewer");
          return of(TEAM, TEAM + "/members/" + viewer.id() + "/role", Map.of("role", "admin"));
        });
    forms.put(
        TEAM + "/members/{id}/remove",
        () -> {
          TestPerson viewer = server.newPerson(account, "viewer");
          return of(TEAM, TEAM + "/members/" + viewer.id() + "/remove", Map.of());
        });
  }

  /** Invites someone; answers the path of the link. */
  private String invite(String email) {
    Sending sending = of(TEAM, TEAM + "/invitations", Map.of("email", email, "role", "viewer"));
    Matcher link =
        Pattern.compile("https?://[^/\\s\"]+(/dashboard/invitation/[A-Za-z0-9_.-]+)")
            .matcher(sending.send(sending.browser(), sending.browser().csrf()).text());
    assertThat(link.find()).isTrue();
    return link.group(1);
  }

  private void securityForms(Map<String, Supplier<Sending>> forms) {
    forms.put(SECURITY + "/name", () -> of(SECURITY, SECURITY + "/name", Map.of("name", "Ada")));
    forms.put(
        SECURITY + "/password",
        () ->
            of(
                SECURITY,
                SECURITY + "/password",
                Map.of("old_password", owner.password(), "password", PASSWORD)));
    forms.put(SECURITY + "/authenticator", this::confirmation);
    forms.put(
        SECURITY + "/authenticator/remove",
        () -> afterSetUp(SECURITY + "/authenticator/remove", current(owner)));
    forms.put(
        SECURITY + "/recovery-codes",
        () -> afterSetUp(SECURITY + "/recovery-codes", current(owner)));
    forms.put(SECURITY + "/passkeys", this::newPasskey);
    forms.put(
        SECURITY + "/passkeys/{id}/remove",
        () -> passkeyRemoval(newPasskey(), at(SECURITY), current(owner)));
    forms.put(
        SECURITY + "/sessions/{id}/revoke",
        () -> {
          server.browser().signIn(owner);
          return revocation(server.browser().signIn(owner), at(SECURITY));
        });
    forms.put(
        SECURITY + "/sign-out-everywhere",
        () -> of(SECURITY, SECURITY + "/sign-out-everywhere", Map.of()));
  }

  /** A form for the owner, who has not confirmed the address. */
  private Sending unconfirmed(String page, String path) {
    PageClient browser = server.browser().signIn(owner);
    server.database().use(handle -> TestPeople.unconfirm(handle, owner.id()));
    browser.get(ROOT + page);
    return new Sending(browser, ROOT + path, Map.of());
  }

  private Authenticator app;

  private Sending confirmation() {
    return confirmation(server.browser().signIn(owner), at(SECURITY), current(owner));
  }

  private Sending confirmation(PageClient browser, String security, Map<String, String> current) {
    Matcher key =
        Pattern.compile("<code>([A-Z2-7]{32})</code>")
            .matcher(browser.get(security + "/authenticator").text());
    assertThat(key.find()).isTrue();
    app = new Authenticator(key.group(1));
    Map<String, String> fields = new HashMap<>(current);
    fields.put("code", app.code(0));
    return new Sending(browser, security + "/authenticator", fields);
  }

  private Sending afterSetUp(String path, Map<String, String> fields) {
    Sending confirmed = confirmation();
    confirmed.send(confirmed.browser(), confirmed.browser().csrf());
    confirmed.browser().get(at(SECURITY));
    return new Sending(confirmed.browser(), at(path), fields);
  }

  private Sending newPasskey() {
    return newPasskey(server.browser().signIn(owner), at(SECURITY), current(owner));
  }

  private static Sending newPasskey(
      PageClient browser, String security, Map<String, String> current) {
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

  private static Sending passkeyRemoval(
      Sending added, String security, Map<String, String> current) {
    added.send(added.browser(), added.browser().csrf());
    Matcher id =
        Pattern.compile("/passkeys/([^/\"]+)/remove").matcher(added.browser().get(security).text());
    assertThat(id.find()).isTrue();
    return new Sending(added.browser(), security + "/passkeys/" + id.group(1) + "/remove", current);
  }

  /** Ends another session of the person who is signed in. */
  private static Sending revocation(PageClient browser, String security) {
    Matcher id =
        Pattern.compile("/sessions/([^/\"]+)/revoke").matcher(browser.get(security).text());
    assertThat(id.find()).isTrue();
    return new Sending(browser, security + "/sessions/" + id.group(1) + "/revoke", Map.of());
  }

  private void signInForms(Map<String, Supplier<Sending>> forms) {
    forms.put(
        ROOT + "sign-in/code",
        () -> {
          Sending confirmed = confirmation();
          confirmed.send(confirmed.browser(), confirmed.browser().csrf());
          PageClient half = server.browser();
          assertThat(half.trySignIn(owner.email(), owner.password()).status()).isEqualTo(303);
          half.get(ROOT + "sign-in/code");
          return new Sending(half, ROOT + "sign-in/code", Map.of("code", app.code(1)));
        });
    forms.put(ROOT + "sign-out", () -> of(SECURITY, ROOT + "sign-out", Map.of()));
    forms.put(
        ROOT + "account",
        () -> {
          String second = server.newAccount();
          server.database().use(handle -> TestPeople.join(handle, second, owner.id(), "owner"));
          PageClient browser = server.browser().signIn(owner);
          browser.get(ROOT + account + "/sandbox");
          return new Sending(browser, ROOT + "account", Map.of("account", second));
        });
    forms.put(ROOT + "confirm-address", () -> unconfirmed("confirm-address", "confirm-address"));
    forms.put(
        ROOT + "confirm-address/sign-out",
        () -> unconfirmed("confirm-address", "confirm-address/sign-out"));
    forms.put(
        ROOT + "confirmation/{token}",
        () -> {
          Sending again = unconfirmed("confirm-address", "confirm-address");
          again.send(again.browser(), again.browser().csrf());
          String link = mails.link(owner.email(), 1);
          again.browser().get(link);
          return new Sending(again.browser(), link, Map.of());
        });
    forms.put(
        ROOT + "forgot",
        () -> {
          PageClient browser = server.browser();
          browser.get(ROOT + "forgot");
          return new Sending(browser, ROOT + "forgot", Map.of("email", owner.email()));
        });
    forms.put(
        ROOT + "reset/{token}",
        () -> {
          PageClient browser = server.browser();
          browser.get(ROOT + "forgot");
          browser.post(ROOT + "forgot", Map.of("email", owner.email()));
          String link = mails.link(owner.email(), 1);
          browser.get(link);
          return new Sending(browser, link, Map.of("password", PASSWORD));
        });
    forms.put(
        ROOT + "invitation/{token}",
        () -> {
          String link = invite("joins" + owner.email());
          PageClient guest = server.browser();
          guest.get(link);
          return new Sending(guest, link, Map.of("name", "Vera", "password", PASSWORD));
        });
    forms.put(
        ROOT + "invitation/{token}/join",
        () -> {
          TestPerson other = server.newPerson(server.newAccount(), "owner");
          String link = invite(other.email());
          PageClient guest = server.browser().signIn(other);
          guest.get(link);
          return new Sending(guest, link + "/join", Map.of());
        });
  }

  private void consoleForms(Map<String, Supplier<Sending>> forms) {
    forms.put(
        CONSOLE + "enrol/{token}",
        () -> {
          String link = TestOperator.invited(server, "enrols" + owner.email());
          PageClient browser = server.browser();
          Authenticator theirs = TestOperator.app(browser.get(link));
          return new Sending(browser, link, TestOperator.fields(theirs));
        });
    forms.put(
        CONSOLE + "sign-in/code",
        () -> {
          TestOperator operator = TestOperator.enrolled(server).operator();
          PageClient half = operator.half(server);
          half.get(CONSOLE + "sign-in/code");
          return new Sending(
              half, CONSOLE + "sign-in/code", Map.of("code", operator.recovery().getFirst()));
        });
    forms.put(CONSOLE + "sign-out", () -> ofOperator("rails", "sign-out", Map.of()));
    operatorSecurityForms(forms);
    Map<String, String> pause = Map.of("rail", "sandbox", "reason", "a drill");
    forms.put(
        CONSOLE + "rails/pause",
        () -> {
          server.run("treasury", "resume", "sandbox", "--reason", "for the test");
          return ofOperator("rails", "rails/pause", pause);
        });
    forms.put(
        CONSOLE + "rails/resume",
        () -> {
          server.run("treasury", "pause", "sandbox", "--reason", "for the test");
          Map<String, String> resume = new HashMap<>(pause);
          resume.put("cause", "operator");
          return ofOperator("rails", "rails/resume", resume);
        });
    forms.put(
        CONSOLE + "corridors",
        () -> {
          Map<String, String> corridor = new HashMap<>();
          corridor.put("id", "US-" + letters());
          corridor.put("source", "USD");
          corridor.put("destination", "KES");
          corridor.put("stablecoins", "USDC");
          corridor.put("minimum", "10");
          corridor.put("maximum", "100");
          corridor.put("fee_basis_points", "50");
          corridor.put("typical_minutes", "60");
          corridor.put("reason", "a test");
          return ofOperator("corridors", "corridors", corridor);
        });
    forms.put(
        CONSOLE + "corridors/{id}/change",
        () -> {
          server.run(
              "corridors", "change", "US-NG", "--maximum", "900", "--reason", "for the test");
          return ofOperator(
              "corridors", "corridors/US-NG/change", Map.of("maximum", "1000", "reason", "a test"));
        });
    forms.put(
        CONSOLE + "corridors/{id}/status",
        () -> {
          server.run("corridors", "activate", "US-NG", "--reason", "for the test");
          return ofOperator(
              "corridors",
              "corridors/US-NG/status",
              Map.of("status", "degraded", "reason", "a test"));
        });
    ruleForms(forms);
    for (String decision : List.of("release", "keep")) {
      forms.put(
          CONSOLE + "deposits/{id}/" + decision,
          () ->
              ofOperator(
                  "deposits", "deposits/" + heldDeposit() + "/" + decision, Map.of("note", "ok")));
    }
  }

  private void operatorSecurityForms(Map<String, Supplier<Sending>> forms) {
    String page = OPERATOR_SECURITY;
    Map<String, String> current = Map.of("current", TestOperator.PASSWORD);
    forms.put(
        page + "/password",
        () ->
            ofOperator(
                "security",
                "security/password",
                Map.of("old_password", TestOperator.PASSWORD, "password", PASSWORD)));
    forms.put(
        page + "/authenticator",
        () -> confirmation(TestOperator.enrolled(server).browser(), page, current));
    forms.put(
        page + "/recovery-codes", () -> ofOperator("security", "security/recovery-codes", current));
    forms.put(
        page + "/passkeys",
        () -> newPasskey(TestOperator.enrolled(server).browser(), page, current));
    forms.put(
        page + "/passkeys/{id}/remove",
        () ->
            passkeyRemoval(
                newPasskey(TestOperator.enrolled(server).browser(), page, current), page, current));
    forms.put(
        page + "/sessions/{id}/revoke",
        () -> {
          TestOperator.SignedIn operator = TestOperator.enrolled(server);
          operator.operator().signIn(server, 0);
          return revocation(operator.browser(), page);
        });
    forms.put(
        page + "/sign-out-everywhere",
        () -> ofOperator("security", "security/sign-out-everywhere", Map.of()));
  }

  /** A name for a corridor that no other form has added. */
  private static String letters() {
    StringBuilder name = new StringBuilder();
    for (char digit : Long.toString(System.nanoTime()).toCharArray()) {
      name.append((char) (digit - '0' + 'A'));
    }
    return name.substring(Math.max(0, name.length() - 12));
  }

  private void ruleForms(Map<String, Supplier<Sending>> forms) {
    Map<String, String> rule =
        Map.of("environment", "sandbox", "kind", "amount", "above", "900000", "reason", "a drill");
    forms.put(
        CONSOLE + "review-rules/add",
        () -> ofOperator("review-rules", "review-rules/add", with(rule, "rule-" + account)));
    for (String change : List.of("change", "disable", "enable")) {
      forms.put(
          CONSOLE + "review-rules/" + change,
          () -> {
            String name = change + "-" + account;
            Map<String, String> added = with(rule, name);
            server.run(
                "review-rules",
                "add",
                added.get("name"),
                "--environment",
                "sandbox",
                "--kind",
                "amount",
                "--above",
                "800000",
                "--reason",
                "for the test");
            if (change.equals("enable")) {
              server.run(
                  "review-rules",
                  "disable",
                  added.get("name"),
                  "--environment",
                  "sandbox",
                  "--reason",
                  "for the test");
            }
            return ofOperator("review-rules", "review-rules/" + change, added);
          });
    }
  }

  private static Map<String, String> with(Map<String, String> rule, String name) {
    Map<String, String> all = new HashMap<>(rule);
    all.put("name", name.toLowerCase(Locale.ROOT));
    return all;
  }

  private static Sending ofOperator(String page, String path, Map<String, String> fields) {
    PageClient browser = TestOperator.enrolled(server).browser();
    browser.get(CONSOLE + page);
    return new Sending(browser, CONSOLE + path, fields);
  }

  private String heldDeposit() {
    return api()
        .post(
            "/v1/sandbox/deposits",
            "{\"amount\": 5.03, \"currency\": \"USDC\", \"network\": \"base\"}")
        .json()
        .path("id")
        .asText();
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
    return new OnceOnlyTest().forms().keySet().stream();
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
    assertThat(forms().keySet()).isEqualTo(acting);
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
    Sending form = forms().get(template).get();
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
