package com.remitflex.core.mail;

import com.remitflex.core.engine.Effects;
import com.remitflex.core.engine.ReadSet;
import com.remitflex.platform.database.Writes;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** The mails to be sent: inserted in the transaction of their cause, sent after it. */
public final class Outbox {
  private static final MailStore ROWS = MailStore.ROWS;

  private Outbox() {}

  /** Prepares a command that may {@link #add(Effects, Mail)} a mail. */
  public static void prefetch(ReadSet reads) {
    reads.newRow(ROWS, "");
  }

  /** Adds a mail to the effects of a command. */
  public static void add(Effects effects, Mail mail) {
    effects.insert(ROWS, mail.id(), mail);
  }

  /** Adds a mail in a transaction outside of the engine. */
  public static void add(Handle handle, Mail mail) {
    Writes.send(handle, writes -> ROWS.insert(writes, List.of(mail)));
  }
}
