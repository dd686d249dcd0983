package com.remitflex.core.mail;

import com.remitflex.core.engine.Effects;
import com.remitflex.core.engine.ReadSet;
import com.remitflex.platform.database.Writes;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** Where mail waits: written in the transaction of what it tells of, sent afterwards. */
public final class Outbox {
  private static final MailStore BOOK = MailStore.BOOK;

  private Outbox() {}

  /** To be asked for by a command that may {@link #add(Effects, Mail)}. */
  public static void prefetch(ReadSet reads) {
    reads.newRow(BOOK, "");
  }

  /** Adds a mail to what a command does. */
  public static void add(Effects effects, Mail mail) {
    effects.insert(BOOK, mail.id(), mail);
  }

  /** Adds a mail in a transaction outside of the engine. */
  public static void add(Handle handle, Mail mail) {
    Writes.send(handle, writes -> BOOK.insert(writes, List.of(mail)));
  }
}
