package com.remitflex.core.mail;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes each mail to the log, when no mail server is configured. */
final class LogSender implements MailSender {
  private static final Logger LOG = LoggerFactory.getLogger(LogSender.class);

  @Override
  public Delivery send(Mail mail) {
    LOG.info(
        "no mail server is configured (REMITFLEX_SMTP_HOST), and links are not written to the log"
            + " (./remitflex people reset prints one, and people confirm confirms an address):"
            + " {} to …@{}: {}\n{}",
        mail.id(),
        mail.domain(),
        mail.subject(),
        mail.body());
    return new Delivery.Sent();
  }
}
