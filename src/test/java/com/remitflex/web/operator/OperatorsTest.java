package com.remitflex.web.operator;

import static org.assertj.core.api.Assertions.assertThat;

import com.remitflex.features.members.MemberInvariants;
import com.remitflex.testing.Authenticator;
import com.remitflex.testing.Await;
import com.remitflex.testing.Ended;
import com.remitflex.testing.PageClient;
import com.remitflex.testing.PageClient.Answer;
import com.remitflex.testing.TestDatabase;
import com.remitflex.testing.TestOperator;
import com.remitflex.testing.TestPerson;
import com.remitflex.testing.TestServer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Who may become an operator, stay one, and what an attacker who can write rows gains. */
@Tag("slow")
class OperatorsTest {
  private static final String DATABASE = TestDatabase.create();
  private static final Map<String, String> SETTINGS = Map.of("REMITFLEX_DATABASE_URL", DATABASE);

  @RegisterExtension static final TestServer server = TestServer.with(SETTINGS);
  @RegisterExtension static final TestServer otherNode = TestServer.with(SETTINGS);

  private static String audited(String email) {
    List<String> actions =
        server
            .database()
            .with(handle ->
                handle
                    .createQuery(
                        """
                        SELECT e.action || '/' || e.actor FROM audit_entry e
                        JOIN app_user u ON u.id = e.subject
                        WHERE u.email = :email AND e.account_id = 'platform' ORDER BY e.seq
                        """)
                    .bind("email", email)
                    .mapTo(String.class)
                    .list());
    return String.join(" ", actions);
  }

  private static void execute(String sql, Object... values) {
    server.database().use(handle -> handle.execute(sql, values));
  }

  private static List<String> violations() {
    return server.database().with(MemberInvariants::violations);
  }

  private static String idOf(String email) {
    return server
        .database()
        .with(handle ->
            handle
                .createQuery("SELECT id FROM app_user WHERE email = :email")
                .bind("email", email)
                .mapTo(String.class)
                .one());
  }

  @Test
  void anOperatorSetsPasswordAndSecondFactorInOneStepByALinkThatWorksOnce() {
    String link = TestOperator.invited(server, "First@Example.com");
    PageClient browser = server.browser();
    Authenticator app = TestOperator.app(browser.get(link));
    assertThat(TestOperator.app(browser.get(link)).code(0)).as("reloaded").isEqualTo(app.code(0));

    Answer weak = browser.post(link, Map.of("password", "short", "code", app.code(0)));
    Answer wrong =
        browser.post(link, Map.of("password", "tall ships and a harbour", "code", app.code(9)));
    assertThat(weak.status()).isEqualTo(400);
    assertThat(weak.text()).contains("Choose a password of 12");
    assertThat(wrong.text()).contains("This is not the code that the app shows now.");
    assertThat(server.run("operators", "list").out()).contains("invited", "first@example.com");

    TestOperator.SignedIn done = TestOperator.enrol(server, "first@example.com", link);
    assertThat(done.operator().recovery()).hasSize(10).doesNotHaveDuplicates();
    assertThat(done.browser().get("/operator").status()).isEqualTo(200);
    assertThat(done.browser().at(otherNode.port()).get("/operator").status()).isEqualTo(200);
    assertThat(server.browser().get(link).status()).as("used").isEqualTo(404);
    assertThat(server.run("operators", "list").out()).contains("active");
    assertThat(audited("first@example.com"))
        .isEqualTo("operator.added/operator operator.enrolled/operator user.signed_in/operator");
  }

  @Test
  void signingInTakesBothStepsAndAnotherSession() {
    TestOperator operator = TestOperator.enrolled(server).operator();
    PageClient browser = operator.half(server);
    PageClient before = browser.at(server.port());
    assertThat(browser.get("/operator").location()).isEqualTo("/operator/sign-in/code");

    browser.get("/operator/sign-in/code");
    Answer reused = browser.post("/operator/sign-in/code", Map.of("code", operator.app().code(-5)));
    assertThat(reused.status()).isEqualTo(400);
    browser.get("/operator/sign-in/code");
    browser.post("/operator/sign-in/code", Map.of("code", operator.recovery().getFirst()));

    assertThat(browser.get("/operator/rails").status()).isEqualTo(200);
    assertThat(before.get("/operator/rails").location()).as("fixation").contains("sign-in");
    browser.post("/operator/sign-out", Map.of());
    assertThat(browser.get("/operator").location()).isEqualTo("/operator/sign-in");
  }

  @Test
  void oneLoginNeverWorksOnBothSites() {
    TestOperator operator = TestOperator.enrolled(server).operator();
    TestPerson member = server.newPerson(server.newAccount(), "owner");

    Answer operatorThere = server.browser().trySignIn(operator.email(), operator.password());
    PageClient browser = server.browser();
    browser.get("/operator/sign-in");
    Answer memberHere =
        browser.post(
            "/operator/sign-in", Map.of("email", member.email(), "password", member.password()));
    Ended added = server.run("operators", "add", member.email());

    assertThat(operatorThere.status()).isEqualTo(400);
    assertThat(operatorThere.text()).contains("The email address or the password is wrong.");
    assertThat(memberHere.status()).isEqualTo(400);
    assertThat(memberHere.text()).contains("The email address or the password is wrong.");
    assertThat(added.err()).contains("is the login of a user of the Dashboard");
    assertThat(server.run("people", "list").out()).doesNotContain(operator.email());
    assertThat(server.run("people", "reset", operator.email()).err()).contains("No user signs in");
    assertThat(server.browser().signIn(member).get("/dashboard").status()).isEqualTo(303);
  }

  @Test
  void whoIsRemovedLosesAccessAtOnceOnEveryNode() {
    TestOperator.SignedIn signedIn = TestOperator.enrolled(server);
    PageClient elsewhere = signedIn.browser().at(otherNode.port());
    PageClient half = signedIn.operator().half(server);
    assertThat(elsewhere.get("/operator").status()).isEqualTo(200);

    Ended removed = server.run("operators", "remove", signedIn.operator().email());

    assertThat(removed.out()).contains("is no longer an operator.");
    assertThat(elsewhere.get("/operator").location()).isEqualTo("/operator/sign-in");
    assertThat(signedIn.browser().get("/operator").location()).isEqualTo("/operator/sign-in");
    assertThat(half.get("/operator").location()).isEqualTo("/operator/sign-in");
    half.get("/operator/sign-in");
    Answer again =
        half.post(
            "/operator/sign-in",
            Map.of(
                "email", signedIn.operator().email(), "password", signedIn.operator().password()));
    assertThat(again.status()).isEqualTo(400);
    assertThat(server.run("operators", "remove", signedIn.operator().email()).err())
        .contains("is not an operator.");
    assertThat(violations()).isEmpty();

    // Added again, with a new link, and nothing of the login before.
    TestOperator.SignedIn back =
        TestOperator.enrol(
            server,
            signedIn.operator().email(),
            TestOperator.invited(server, signedIn.operator().email()));
    assertThat(back.browser().get("/operator").status()).isEqualTo(200);
    assertThat(signedIn.browser().get("/operator").location()).isEqualTo("/operator/sign-in");
    assertThat(violations()).isEmpty();
  }

  @Test
  void aLostLoginIsReplacedOnlyOnRequest() {
    TestOperator.SignedIn signedIn = TestOperator.enrolled(server);
    String email = signedIn.operator().email();

    assertThat(server.run("operators", "add", email).err()).contains("is an operator already");
    assertThat(signedIn.browser().get("/operator").status()).isEqualTo(200);
    String link = TestOperator.link(server.run("operators", "add", email, "--reset"));

    assertThat(signedIn.browser().get("/operator").location()).isEqualTo("/operator/sign-in");
    assertThat(TestOperator.enrol(server, email, link).browser().get("/operator").status())
        .isEqualTo(200);
  }

  @Test
  void failedSignInsAreInTheAuditLogOfThePlatform() {
    TestOperator operator = TestOperator.enrolled(server).operator();
    PageClient browser = server.browser();
    browser.get("/operator/sign-in");
    browser.post("/operator/sign-in", Map.of("email", operator.email(), "password", "wrong one"));

    Await.until(
        "the failure is recorded",
        () -> audited(operator.email()).contains("user.sign_in_failed/platform"));
  }

  /** A row of the table without its MAC grants nothing. */
  @Test
  void whoeverWritesRowsBecomesNoOperator() {
    TestPerson member = server.newPerson(server.newAccount(), "owner");
    PageClient dashboard = server.browser().signIn(member);
    execute("UPDATE app_user SET operator = 'active' WHERE id = ?", member.id());

    PageClient browser = server.browser();
    browser.get("/operator/sign-in");
    Answer answer =
        browser.post(
            "/operator/sign-in", Map.of("email", member.email(), "password", member.password()));

    assertThat(answer.status()).isEqualTo(400);
    assertThat(dashboard.get("/dashboard").location()).startsWith("/dashboard/sign-in");
    assertThat(violations()).anyMatch(line -> line.contains(member.id()));
    execute("UPDATE app_user SET operator = NULL WHERE id = ?", member.id());
  }

  /** The row was valid once: only the audit log knows that it is old. */
  @Test
  void anOldRowOfARemovedOperatorIsFound() {
    TestOperator operator = TestOperator.enrolled(server).operator();
    String id = idOf(operator.email());
    execute("CREATE TABLE old_user AS SELECT * FROM app_user WHERE id = '" + id + "'");
    assertThat(server.run("operators", "remove", operator.email()).status()).isZero();
    assertThat(violations()).isEmpty();

    execute(
        """
        UPDATE app_user u SET operator = o.operator, password_hash = o.password_hash,
          totp_seed = o.totp_seed, totp_step = o.totp_step, row_mac = o.row_mac
        FROM old_user o WHERE u.id = o.id
        """);

    assertThat(violations()).singleElement().asString().contains(id, "someone has removed");
    execute("DROP TABLE old_user");
    assertThat(server.run("operators", "remove", operator.email()).status()).isZero();
  }
}
