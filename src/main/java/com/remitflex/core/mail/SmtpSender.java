package com.remitflex.core.mail;

import jakarta.mail.Authenticator;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.PasswordAuthentication;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Properties;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Sends by SMTP (RFC 5321), with one connection per mail. */
final class SmtpSender implements MailSender {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
  private static final Duration RESPONSE_TIMEOUT = Duration.ofSeconds(20);

  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("EEE, d MMM uuuu HH:mm:ss Z", Locale.ENGLISH);

  private final Session session;
  private final String from;
  private final Function<Mail, String> body;

  SmtpSender(SmtpSettings settings, Function<Mail, String> body) {
    this.session = Session.getInstance(properties(settings), authenticator(settings));
    this.from = settings.from();
    this.body = body;
  }

  private static Properties properties(SmtpSettings settings) {
    Properties properties = new Properties();
    properties.setProperty("mail.transport.protocol", "smtp");
    properties.setProperty("mail.smtp.host", settings.host());
    properties.setProperty("mail.smtp.port", Integer.toString(settings.port()));
    properties.setProperty(
        "mail.smtp.connectiontimeout", Long.toString(CONNECT_TIMEOUT.toMillis()));
    properties.setProperty("mail.smtp.timeout", Long.toString(RESPONSE_TIMEOUT.toMillis()));
    properties.setProperty("mail.smtp.writetimeout", Long.toString(RESPONSE_TIMEOUT.toMillis()));
    properties.setProperty("mail.smtp.auth", Boolean.toString(settings.login().isPresent()));
    properties.setProperty("mail.smtp.ssl.checkserveridentity", "true");
    switch (settings.tls()) {
      case STARTTLS -> {
        properties.setProperty("mail.smtp.starttls.enable", "true");
        properties.setProperty("mail.smtp.starttls.required", "true");
      }
      case TLS -> properties.setProperty("mail.smtp.ssl.enable", "true");
      case NONE -> properties.setProperty("mail.smtp.starttls.enable", "false");
    }
    return properties;
  }

  private static @Nullable Authenticator authenticator(SmtpSettings settings) {
    return settings
        .login()
        .map(login ->
            new Authenticator() {
              @Override
              protected PasswordAuthentication getPasswordAuthentication() {
                return new PasswordAuthentication(login.user(), login.password());
              }
            })
        .orElse(null);
  }

  @Override
  public Delivery send(Mail mail) {
    try {
      Transport.send(message(mail));
      return new Delivery.Sent();
    } catch (MessagingException e) {
      // The message of the exception may contain the address.
      return new Delivery.Failed(e.getClass().getSimpleName());
    }
  }

  private MimeMessage message(Mail mail) throws MessagingException {
    String utf8 = StandardCharsets.UTF_8.name();
    MimeMessage message = new IdentifiedMessage(session, mail.id() + "@" + domain(from));
    message.setFrom(new InternetAddress(from, true));
    message.setRecipient(Message.RecipientType.TO, new InternetAddress(mail.recipient(), true));
    message.setSubject(mail.subject(), utf8);
    message.setText(body.apply(mail), utf8);
    // RFC 3834: no automatic reply is sent to it.
    message.setHeader("Auto-Submitted", "auto-generated");
    message.setHeader("Date", DATE.format(mail.createdAt().atOffset(ZoneOffset.UTC)));
    return message;
  }

  private static String domain(String address) {
    return address.substring(address.indexOf('@') + 1);
  }

  /** A message with the same Message-ID in each attempt, so that a mailbox detects duplicates. */
  private static final class IdentifiedMessage extends MimeMessage {
    private final String id;

    IdentifiedMessage(Session session, String id) {
      super(session);
      this.id = id;
    }

    @Override
    protected void updateMessageID() throws MessagingException {
      setHeader("Message-ID", "<" + id + ">");
    }
  }
}
