package com.remitflex.core.mail;

/** What carries a mail away. */
public interface MailSender {
  /** What became of one attempt. */
  sealed interface Delivery {
    record Sent() implements Delivery {}

    /**
     * Not taken; to be tried again.
     *
     * @param reason for the log: names no person and no secret
     */
    record Failed(String reason) implements Delivery {}
  }

  /** Tries once; may take minutes. */
  Delivery send(Mail mail);
}
