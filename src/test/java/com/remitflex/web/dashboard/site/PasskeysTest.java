package com.remitflex.web.dashboard.site;

import static org.assertj.core.api.Assertions.assertThat;

import com.remitflex.features.members.TestPeople;
import com.remitflex.testing.Await;
import com.remitflex.testing.BrowsableServer;
import com.remitflex.testing.MailBox;
import com.remitflex.testing.PageClient;
import com.remitflex.testing.PageClient.Answer;
import com.remitflex.testing.SoftPasskey;
import com.remitflex.testing.TestPerson;
import com.remitflex.testing.TestServer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Passkeys, by a device in software whose answers can be wrong. */
@Tag("slow")
class PasskeysTest {
  private static final String SIGN_IN = "/dashboard/sign-in";
  private static final String WITH_PASSKEY = SIGN_IN + "/passkey";
  private static final String SECURITY = "/dashboard/sandbox/settings/security";
  private static final String PASSKEYS = SECURITY + "/passkeys";
  private static final Pattern OPTIONS = Pattern.compile("data-options=\"([^\"]+)\"");

  private static final MailBox mails = new MailBox();

  @RegisterExtension static final TestServer server = BrowsableServer.with(mails.settings());

  private final String account = server.newAccount();
  private final TestPerson owner = server.newPerson(account, "owner");
  private final PageClient browser = server.browser().signIn(owner);
  private final SoftPasskey device = device();

  private static SoftPasskey device() {
    return new SoftPasskey("http://localhost:" + server.port());
  }

  private static String options(Answer page) {
    Matcher found = OPTIONS.matcher(page.text());
    assertThat(found.find()).as(page.text()).isTrue();
    return found.group(1).replace("&#34;", "\"").replace("&quot;", "\"").replace("&amp;", "&");
  }

  private static String begin(PageClient by, TestPerson person) {
    by.get(SECURITY);
    return options(by.post(PASSKEYS + "/new", Map.of("current", person.password())));
  }

  private static Answer add(PageClient by, TestPerson person, SoftPasskey made) {
    String options = begin(by, person);
    return by.post(PASSKEYS, Map.of("name", "Laptop", "credential", made.create(options)));
  }

  private static Answer signIn(SoftPasskey by) {
    PageClient another = server.browser();
    String options = options(another.get(SIGN_IN));
    return another.post(WITH_PASSKEY, Map.of("credential", by.get(options)));
  }

  private List<String> actions() {
    return server
        .database()
        .with(handle ->
            handle
                .createQuery(
                    "SELECT action FROM audit_entry WHERE account_id = :account"
                        + " AND action LIKE 'user.passkey%' ORDER BY seq")
                .bind("account", account)
                .mapTo(String.class)
                .list());
  }

  @Test
  void aPasskeySignsInWholeThoughACodeWouldBeAskedFor() {
    PageClient elsewhere = server.browser().signIn(owner);
    assertThat(add(browser, owner, device).location()).isEqualTo(SECURITY);
    assertThat(elsewhere.get(SECURITY).status()).as("other sessions end").isEqualTo(303);
    assertThat(browser.get(SECURITY).text()).contains("Laptop", "never used");
    server
        .database()
        .use(handle ->
            TestPeople.setSeed(handle, owner.id(), "x".getBytes(StandardCharsets.US_ASCII)));

    PageClient another = server.browser();
    String options = options(another.get(SIGN_IN + "?next=/dashboard/live/payments"));
    Answer in =
        another.post(
            WITH_PASSKEY,
            Map.of("credential", device.get(options), "next", "/dashboard/live/payments"));

    assertThat(in.location()).isEqualTo("/dashboard/live/payments");
    assertThat(another.get(SECURITY).text()).contains("Laptop", "last used");
    assertThat(actions()).containsExactly("user.passkey_added");
    Await.until("a mail", () -> mails.to(owner.email()).size() == 1);
  }

  private enum Wrong {
    ANOTHER_ORIGIN(device -> device.origin = "https://remitflex.example"),
    ANOTHER_PARTY(device -> device.party = "example.com"),
    NO_VERIFIED_USER(device -> device.verified = false),
    ANOTHER_CEREMONY(device -> device.type = "payment.get"),
    A_FORGED_SIGNATURE(device -> device.forged = true);

    private final Consumer<SoftPasskey> change;

    Wrong(Consumer<SoftPasskey> change) {
      this.change = change;
    }
  }

  @ParameterizedTest
  @EnumSource
  void aWrongAnswerSignsNoOneIn(Wrong wrong) {
    add(browser, owner, device);
    wrong.change.accept(device);

    Answer refused = signIn(device);

    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.text()).contains("The passkey was not accepted.");
    assertThat(refused.header("Set-Cookie").orElse("")).doesNotContain("rf_session");
    assertThat(browser.get(SECURITY).text()).contains("never used");
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "A_FORGED_SIGNATURE")
  void aWrongPasskeyIsNotAdded(Wrong wrong) {
    wrong.change.accept(device);

    Answer refused = add(browser, owner, device);

    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.text()).contains("Nothing was added");
    assertThat(actions()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{}", "[]", "null", "{\"id\": 1}", "not JSON"})
  void whatIsNoAnswerOfABrowserIsRefused(String text) {
    browser.get(SECURITY);
    assertThat(browser.post(PASSKEYS, Map.of("name", "a", "credential", text)).status())
        .isEqualTo(400);
    PageClient another = server.browser();
    another.get(SIGN_IN);
    assertThat(another.post(WITH_PASSKEY, Map.of("credential", text)).status()).isEqualTo(400);
  }

  @Test
  void anAnswerIsTakenOnceAndFromItsBrowserAlone() {
    add(browser, owner, device);
    PageClient first = server.browser();
    String answer = device.get(options(first.get(SIGN_IN)));
    PageClient thief = server.browser();
    thief.get(SIGN_IN);
    assertThat(thief.post(WITH_PASSKEY, Map.of("credential", answer)).status()).isEqualTo(400);
    PageClient copy = first.at(server.port());

    assertThat(first.post(WITH_PASSKEY, Map.of("credential", answer)).status()).isEqualTo(303);
    assertThat(copy.post(WITH_PASSKEY, Map.of("credential", answer)).status()).isEqualTo(400);
  }

  @Test
  void theChallengeOfASessionIsNoUseInAnotherNorForSigningIn() {
    PageClient second = server.browser().signIn(owner);
    String options = begin(browser, owner);
    second.get(SECURITY);
    String made = device.create(options);
    assertThat(second.post(PASSKEYS, Map.of("name", "a", "credential", made)).status())
        .isEqualTo(400);
    add(browser, owner, device);
    String forAdding = begin(browser, owner);
    PageClient another = server.browser();
    another.get(SIGN_IN);

    Answer refused = another.post(WITH_PASSKEY, Map.of("credential", device.get(forAdding)));

    assertThat(refused.status()).isEqualTo(400);
  }

  @Test
  void noOneSignsInAsSomeoneElse() {
    TestPerson other = server.newPerson(server.newAccount(), "owner");
    SoftPasskey theirs = device();
    add(server.browser().signIn(other), other, theirs);
    add(browser, owner, device);
    theirs.claim(device);

    assertThat(signIn(theirs).status()).isEqualTo(400);
  }

  @Test
  void aCopyWhoseCountIsBehindIsRefusedAndTold() {
    add(browser, owner, device);
    device.counter = 40;
    assertThat(signIn(device).status()).isEqualTo(303);
    device.counter = 3;

    assertThat(signIn(device).status()).isEqualTo(400);

    assertThat(actions()).containsExactly("user.passkey_added", "user.passkey_refused");
    Await.until("a mail", () -> mails.to(owner.email()).size() == 2);
  }

  @Test
  void addingAndRemovingTakeThePassword() {
    browser.get(SECURITY);
    Answer refused = browser.post(PASSKEYS + "/new", Map.of("current", "wrong"));
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.text()).contains("This is not your password.");
    assertThat(refused.text()).doesNotContain("data-options");
    add(browser, owner, device);
    String remove = remove();
    assertThat(browser.post(remove, Map.of("current", "wrong")).status()).isEqualTo(400);
    assertThat(signIn(device).status()).isEqualTo(303);

    browser.get(SECURITY);
    assertThat(browser.post(remove, Map.of("current", owner.password())).status()).isEqualTo(303);

    assertThat(signIn(device).status()).isEqualTo(400);
    assertThat(actions()).containsExactly("user.passkey_added", "user.passkey_removed");
  }

  private String remove() {
    Matcher id =
        Pattern.compile("(/dashboard[^\"]+/passkeys/psk_[0-9A-Z]{26}/remove)")
            .matcher(browser.get(SECURITY).text());
    assertThat(id.find()).isTrue();
    return id.group(1);
  }

  @Test
  void aPasskeyIsRemovedByItsOwnerAlone() {
    add(browser, owner, device);
    String remove = remove();
    TestPerson other = server.newPerson(server.newAccount(), "owner");
    PageClient stranger = server.browser().signIn(other);
    stranger.get(SECURITY);

    assertThat(stranger.post(remove, Map.of("current", other.password())).status()).isEqualTo(404);
    assertThat(signIn(device).status()).isEqualTo(303);
  }

  @Test
  void aPasskeyThatIsThereIsNotAddedAgain() {
    add(browser, owner, device);
    TestPerson other = server.newPerson(server.newAccount(), "owner");

    Answer again = add(server.browser().signIn(other), other, device);

    assertThat(again.status()).isEqualTo(400);
    assertThat(again.text()).contains("Nothing was added");
  }

  @Test
  void aNewPasswordByALinkEndsThePasskeys() {
    add(browser, owner, device);
    Await.until("a mail", () -> mails.to(owner.email()).size() == 1);
    PageClient another = server.browser();
    another.get("/dashboard/forgot");
    another.post("/dashboard/forgot", Map.of("email", owner.email()));
    String link = mails.link(owner.email(), 2);
    another.get(link);
    assertThat(another.post(link, Map.of("password", "correct horse battery staple")).status())
        .isEqualTo(303);

    assertThat(signIn(device).status()).isEqualTo(400);
  }
}
