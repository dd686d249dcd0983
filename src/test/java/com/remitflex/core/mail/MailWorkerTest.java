package com.remitflex.core.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import com.remitflex.core.accounts.HeadId;
import com.remitflex.core.engine.CommandResult;
import com.remitflex.core.engine.Decision;
import com.remitflex.core.engine.Effects;
import com.remitflex.core.engine.Engine;
import com.remitflex.core.mail.SmtpSettings.Login;
import com.remitflex.core.mail.SmtpSettings.Tls;
import com.remitflex.platform.database.Database;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.telemetry.ProcessMetrics;
import com.remitflex.platform.telemetry.Traces;
import com.remitflex.testing.CapturedLogs;
import com.remitflex.testing.EngineCommands;
import com.remitflex.testing.TestPlatform;
import com.remitflex.testing.TraceReceiver;
import io.opentelemetry.proto.trace.v1.Span;
import jakarta.mail.Message;
import jakarta.mail.internet.MimeMessage;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** From the outbox to a mail server, over SMTP. */
class MailWorkerTest {
  private static final String PASSWORD = "a-password-of-the-mail-server";

  @RegisterExtension static final CapturedLogs logs = new CapturedLogs();

  private static TestPlatform platform;
  private static HeadId account;

  private GreenMail server;

  @BeforeAll
  static void open() {
    platform = new TestPlatform();
    account = platform.newAccount();
  }

  @AfterAll
  static void close() {
    platform.close();
  }

  @BeforeEach
  void start() {
    server = server("smtp", 0);
  }

  @AfterEach
  void stop() {
    server.stop();
    platform.database().use(handle -> handle.execute("DELETE FROM mail"));
  }

  @Test
  void aMailIsDeliveredOnceAsItWasWritten() throws Exception {
    Mail mail = add("Zahlung über 5 € — 送金", "Grüße\n.\nein Punkt, 送金");
    MailWorker worker = worker(settings(Tls.NONE, Optional.empty()));

    assertThat(worker.workOnce()).isTrue();
    assertThat(worker.workOnce()).isFalse();

    MimeMessage message = only();
    assertThat(message.getSubject()).isEqualTo(mail.subject());
    assertThat(message.getContent().toString().replace("\r\n", "\n")).isEqualTo(mail.body());
    assertThat(message.getContentType()).isEqualToIgnoringCase("text/plain; charset=UTF-8");
    assertThat(message.getFrom()).extracting(Object::toString).containsExactly("rf@example.com");
    assertThat(message.getRecipients(Message.RecipientType.TO))
        .extracting(Object::toString)
        .containsExactly(mail.recipient());
    assertThat(message.getMessageID()).isEqualTo("<" + mail.id() + "@example.com>");
    assertThat(message.getSentDate().toInstant())
        .isEqualTo(mail.createdAt().truncatedTo(ChronoUnit.SECONDS));
    assertThat(state(mail)).isEqualTo(new State(1, true, false));
  }

  @Test
  void anAttemptIsTracedWithoutWhoItIsFor() {
    Mail mail = add("a subject", "a body");
    try (TraceReceiver receiver = new TraceReceiver()) {
      try (Traces traces = Traces.to(Optional.of(URI.create(receiver.endpoint())), 100, "1")) {
        MailWorker worker =
            MailWorker.of(
                platform.database(),
                Optional.of(settings(Tls.NONE, Optional.empty())),
                Mail::body,
                new MailMetrics(ProcessMetrics.none()),
                traces);
        assertThat(worker.workOnce()).isTrue();
      }

      Span span = receiver.await("mail.send", one -> one.getName().equals("mail.send"));
      assertThat(TraceReceiver.attribute(span, "remitflex.mail.attempt")).isEqualTo("1");
      assertThat(receiver.text()).doesNotContain(mail.recipient(), mail.subject(), mail.body());
    }
  }

  @Test
  void sentMailLosesItsTextAndLaterItsRow() {
    Mail sent = add("sent", "a secret of its reader");
    assertThat(worker(settings(Tls.NONE, Optional.empty())).workOnce()).isTrue();
    Mail waiting = add("waiting", "still needed");
    MailWorker worker = worker(settings(Tls.NONE, Optional.empty()));
    assertThat(bodies()).containsExactly("", "still needed");
    assertThat(state(sent).sent()).isTrue();

    worker.deleteOld();
    assertThat(bodies()).hasSize(2);
    platform
        .database()
        .use(handle ->
            handle.execute("UPDATE mail SET created_at = created_at - interval '31 days'"));
    worker.deleteOld();
    assertThat(bodies()).as(waiting.id()).containsExactly("still needed");
  }

  private List<String> bodies() {
    return platform
        .database()
        .with(handle ->
            handle.createQuery("SELECT body FROM mail ORDER BY id").mapTo(String.class).list());
  }

  @Test
  void mailIsSentLaterAfterARefusedConnection() throws Exception {
    Mail mail = add("subject", "body");
    MailWorker worker = worker(settings(Tls.NONE, Optional.empty()));
    int port = server.getSmtp().getPort();
    server.stop();

    assertThat(worker.workOnce()).isTrue();
    assertThat(worker.workOnce()).as("before its time").isFalse();

    assertThat(state(mail)).isEqualTo(new State(1, false, false));
    assertThat(secondsUntilDue(mail)).isBetween(30L, 60L);
    server = server("smtp", port);
    makeDue();
    assertThat(worker.workOnce()).isTrue();
    assertThat(only().getSubject()).isEqualTo("subject");
    assertThat(state(mail)).isEqualTo(new State(2, true, false));
  }

  @Test
  void twoWorkersSendEachMailOnce() throws Exception {
    int mails = 40;
    for (int i = 0; i < mails; i++) {
      add("subject " + i, "body");
    }
    SmtpSettings settings = settings(Tls.NONE, Optional.empty());
    try (Database other = Database.open(platform.url());
        MailWorker one = worker(settings);
        MailWorker two = MailWorker.of(other, Optional.of(settings))) {
      one.start();
      two.start();

      assertThat(server.waitForIncomingEmail(60_000, mails)).isTrue();
    }

    assertThat(Arrays.stream(server.getReceivedMessages()).map(MailWorkerTest::subject))
        .containsExactlyInAnyOrderElementsOf(
            IntStream.range(0, mails).mapToObj(i -> "subject " + i).toList());
  }

  @Test
  void aMailWhoseWorkerDiedIsSentByAnother() throws Exception {
    Mail mail = add("subject", "body");
    Optional<MailStore.Claimed> claimed =
        platform.database().with(handle -> MailStore.claim(handle, Duration.ofMinutes(10)));
    assertThat(claimed).isPresent();
    MailWorker worker = worker(settings(Tls.NONE, Optional.empty()));
    assertThat(worker.workOnce()).as("while it is claimed").isFalse();

    makeDue();

    assertThat(worker.workOnce()).isTrue();
    assertThat(only().getSubject()).isEqualTo("subject");
    assertThat(state(mail)).isEqualTo(new State(2, true, false));
  }

  @Test
  void mailFailsPermanentlyAfterTenAttemptsAndOnlyItsIdIsLogged() {
    Mail mail = add("a subject for no log", "a body for no log");
    MailWorker worker = worker(settings(Tls.NONE, Optional.empty()));
    server.stop();
    for (int i = 0; i < 10; i++) {
      assertThat(state(mail).givenUp()).isFalse();
      makeDue();
      assertThat(worker.workOnce()).isTrue();
    }

    assertThat(state(mail)).isEqualTo(new State(10, false, true));
    assertThat(worker.workOnce()).isFalse();
    assertThat(logs.text().lines().filter(line -> line.contains(mail.id())))
        .hasSize(11)
        .allMatch(line -> !line.contains("for no log") && !line.contains("maria"))
        .filteredOn(line -> line.contains("\"ERROR\""))
        .singleElement()
        .asString()
        .contains("gave up sending " + mail.id());
  }

  @Test
  void mailWhoseWorkerDiedInTheLastAttemptFailsAndIsLogged() {
    Mail mail = add("subject", "body");
    platform.database().use(handle -> handle.execute("UPDATE mail SET attempts = 10"));

    assertThat(worker(settings(Tls.NONE, Optional.empty())).workOnce()).isTrue();

    assertThat(state(mail).givenUp()).isTrue();
    assertThat(server.getReceivedMessages()).isEmpty();
    assertThat(logs.text()).contains("gave up sending " + mail.id());
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "2, 2", "3, 4", "8, 128", "9, 256", "10, 360"})
  void theWaitDoublesFromAMinuteToSixHours(int attempt, int minutes) {
    assertThat(MailWorker.waitAfter(attempt)).isEqualTo(Duration.ofMinutes(minutes));
  }

  @Test
  void loginIsUsedAndItsPasswordNeverRevealed() throws Exception {
    server.setUser("rf@example.com", "platform", PASSWORD);
    add("right", "body");
    SmtpSettings right = settings(Tls.NONE, Optional.of(new Login("platform", PASSWORD)));
    SmtpSettings wrong = settings(Tls.NONE, Optional.of(new Login("platform", PASSWORD + "!")));

    assertThat(worker(wrong).workOnce()).isTrue();
    assertThat(server.getReceivedMessages()).isEmpty();
    makeDue();
    assertThat(worker(right).workOnce()).isTrue();

    assertThat(only().getSubject()).isEqualTo("right");
    assertThat(logs.text()).contains("AuthenticationFailedException").doesNotContain(PASSWORD);
    assertThat(right.toString()).doesNotContain(PASSWORD);
  }

  @Test
  void serverWithoutEncryptionGetsNothingWhenEncryptionIsRequired() {
    Mail mail = add("subject", "body");

    assertThat(worker(settings(Tls.STARTTLS, Optional.empty())).workOnce()).isTrue();

    assertThat(server.getReceivedMessages()).isEmpty();
    assertThat(state(mail)).isEqualTo(new State(1, false, false));
  }

  @Test
  void serverWithAnUntrustedCertificateGetsNothing() {
    server.stop();
    server = server("smtps", 0);
    Mail mail = add("subject", "body");
    SmtpSettings settings =
        new SmtpSettings(
            "127.0.0.1", server.getSmtps().getPort(), Optional.empty(), Tls.TLS, "rf@example.com");

    assertThat(worker(settings).workOnce()).isTrue();

    assertThat(server.getReceivedMessages()).isEmpty();
    assertThat(state(mail)).isEqualTo(new State(1, false, false));
  }

  @Test
  void withoutAServerAMailIsWrittenToTheLogWithoutItsRecipient() {
    Mail mail = add("a subject in the log", "a body in the log");

    assertThat(MailWorker.of(platform.database(), Optional.empty()).workOnce()).isTrue();

    assertThat(logs.text().lines().filter(line -> line.contains(mail.id())))
        .singleElement()
        .asString()
        .contains("\"INFO\"", "a subject in the log", "a body in the log", "@example.org")
        .doesNotContain("maria");
    assertThat(state(mail)).isEqualTo(new State(1, true, false));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "maria@example.org\r\nBcc: all@example.org",
        "maria@example.org\nBcc: all@example.org",
        "maria@example.org, all@example.org",
        "maria@example.org;all@example.org",
        "Maria <maria@example.org>",
        "@relay:maria@example.org",
        "maria@example.org\u0000",
        "maria",
        ""
      })
  void recipientThatIsNotOneAddressIsRejected(String recipient) {
    assertThatThrownBy(() -> Mail.to(recipient, account.accountId(), "s", "b", Instant.now()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("is not an email address");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Hello\r\nBcc: all@example.org",
        "Hello\nBcc: all@example.org",
        "Hello\rBcc: all@example.org",
        "Hello\u2028Bcc: all@example.org",
        "Hello\u0085x",
        " "
      })
  void subjectOfMoreThanOneLineIsRejected(String subject) {
    assertThatThrownBy(
            () -> Mail.to("maria@example.org", account.accountId(), subject, "b", Instant.now()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("is not one short line");
  }

  @Test
  void mailOfACommandIsSentOnlyIfTheCommandTookEffect() {
    Engine engine = platform.node().start();
    Mail kept = mail("kept", "body");
    Mail refused = mail("refused", "body");
    engine.run(
        EngineCommands.of(
            account,
            Outbox::prefetch,
            state -> {
              Effects effects = new Effects();
              Outbox.add(effects, kept);
              return new Decision.Accepted(effects, new CommandResult(200, "{}", "test"));
            }));
    engine.run(
        EngineCommands.of(
            account,
            Outbox::prefetch,
            state -> {
              Outbox.add(new Effects(), refused);
              return Decision.reject(ErrorCode.NOT_FOUND, "no");
            }));

    MailWorker worker = worker(settings(Tls.NONE, Optional.empty()));

    assertThat(worker.workOnce()).isTrue();
    assertThat(worker.workOnce()).isFalse();
    assertThat(subject(only())).isEqualTo("kept");
  }

  private record State(int attempts, boolean sent, boolean givenUp) {}

  private State state(Mail mail) {
    return platform
        .database()
        .with(handle ->
            handle
                .createQuery(
                    "SELECT attempts, sent_at IS NOT NULL, due_at = 'infinity' FROM mail"
                        + " WHERE id = :id")
                .bind("id", mail.id())
                .map((row, context) ->
                    new State(row.getInt(1), row.getBoolean(2), row.getBoolean(3)))
                .one());
  }

  private long secondsUntilDue(Mail mail) {
    return platform
        .database()
        .with(handle ->
            handle
                .createQuery(
                    "SELECT extract(epoch FROM due_at - clock_timestamp()) FROM mail"
                        + " WHERE id = :id")
                .bind("id", mail.id())
                .mapTo(Long.class)
                .one());
  }

  private void makeDue() {
    platform.database().use(handle -> handle.execute("UPDATE mail SET due_at = clock_timestamp()"));
  }

  private Mail add(String subject, String body) {
    Mail mail = mail(subject, body);
    platform
        .database()
        .inTransaction(handle -> {
          Outbox.add(handle, mail);
          return mail;
        });
    return mail;
  }

  private Mail mail(String subject, String body) {
    Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS).minusSeconds(1);
    return Mail.to("maria@example.org", account.accountId(), subject, body, now);
  }

  private MailWorker worker(SmtpSettings settings) {
    return MailWorker.of(platform.database(), Optional.of(settings));
  }

  private SmtpSettings settings(Tls tls, Optional<Login> login) {
    return new SmtpSettings("127.0.0.1", server.getSmtp().getPort(), login, tls, "rf@example.com");
  }

  private MimeMessage only() {
    List<MimeMessage> messages = List.of(server.getReceivedMessages());
    assertThat(messages).hasSize(1);
    return messages.getFirst();
  }

  private static String subject(MimeMessage message) {
    try {
      return message.getSubject();
    } catch (jakarta.mail.MessagingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static GreenMail server(String protocol, int port) {
    GreenMail server = new GreenMail(new ServerSetup(port, "127.0.0.1", protocol));
    server.start();
    return server;
  }
}
