package com.remitflex.core.mail;

/** Sends emails. */
public interface MailSender {
  /** The outcome of one attempt. */
  sealed interface Delivery {
    record Sent() implements Delivery {}

    /**
     * Not sent; to be tried again.
     *
     * @param reason for the log; contains no personal data and no secret
     */
    record Failed(String reason) implements Delivery {}
  }

  /** Makes one attempt, which may take minutes. */
  Delivery send(Mail mail);
}
