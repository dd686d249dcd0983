package com.remitflex.core.mail;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Stands in for a mail server where none is set: writes each mail to the log. */
final class LogSender implements MailSender {
  private static final Logger LOG = LoggerFactory.getLogger(LogSender.class);

  @Override
  public Delivery send(Mail mail) {
    LOG.info(
        "no mail server is set (REMITFLEX_SMTP_HOST), and links are not written to the log"
            + " (./remitflex people reset prints one, and people confirm confirms an address):"
            + " {} to …@{}: {}\n{}",
        mail.id(),
        mail.domain(),
        mail.subject(),
        mail.body());
    return new Delivery.Sent();
  }
}
