package com.remitflex.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A mail server that takes what the platform sends, and shows it. */
public final class MailBox {
  private static final Pattern LINK = Pattern.compile("https?://[^/\\s]+(/\\S+)");

  private final GreenMail server = new GreenMail(new ServerSetup(0, "127.0.0.1", "smtp"));

  public MailBox() {
    server.start();
  }

  /** What makes a server send to it. */
  public Map<String, String> settings() {
    return Map.of(
        "REMITFLEX_SMTP_HOST", "127.0.0.1",
        "REMITFLEX_SMTP_PORT", Integer.toString(server.getSmtp().getPort()),
        "REMITFLEX_SMTP_TLS", "none",
        "REMITFLEX_MAIL_FROM", "rf@example.com");
  }

  /** The texts of all mails to this address so far. */
  public List<String> to(String email) {
    return Arrays.stream(server.getReceivedMessages())
        .filter(message -> isTo(message, email))
        .map(MailBox::text)
        .toList();
  }

  /** The path of the link in the mail to this address that has come as the count-th. */
  public String link(String email, int count) {
    Matcher link = LINK.matcher(text(email, count));
    assertThat(link.find()).isTrue();
    return link.group(1);
  }

  /** The text of the mail to this address that has come as the count-th. */
  public String text(String email, int count) {
    long end = System.nanoTime() + 30_000_000_000L;
    while (to(email).size() < count && System.nanoTime() < end) {
      server.waitForIncomingEmail(100, server.getReceivedMessages().length + 1);
    }
    List<String> mails = to(email);
    assertThat(mails).hasSizeGreaterThanOrEqualTo(count);
    return mails.get(count - 1);
  }

  private static boolean isTo(MimeMessage message, String email) {
    try {
      return message.getAllRecipients()[0].toString().equals(email);
    } catch (MessagingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String text(MimeMessage message) {
    try {
      return message.getContent().toString();
    } catch (MessagingException | IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
