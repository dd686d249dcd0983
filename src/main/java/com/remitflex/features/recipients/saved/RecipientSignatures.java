package com.remitflex.features.recipients.saved;

import com.remitflex.platform.secrets.KeyHasher;
import com.remitflex.platform.secrets.PepperMac;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** The row MACs of saved recipients, and of the choice of a default one. */
public final class RecipientSignatures {
  private RecipientSignatures() {}

  /** Whether there is anything to sign. */
  public static boolean hasRows(Connection connection) {
    return SavedRecipientStore.SIGNED.hasRows(Jdbi.create(connection).open());
  }

  /**
   * Signs every row that has no MAC, in the transaction of the migration that adds the MACs. At any
   * later time this could sign a forgery.
   */
  public static void signFirst(Connection connection, KeyHasher hasher) {
    Jdbi jdbi = Jdbi.create(connection);
    jdbi.getConfig(PepperMac.class).use(hasher);
    // Not closed: the connection is the migration's.
    Handle handle = jdbi.open();
    SavedRecipientStore.SIGNED.signUnsigned(handle);
    ChosenRecipientStore.SIGNED.signUnsigned(handle);
  }

  /**
   * Signs every row that is signed under an older pepper again; returns the number of rows. Call it
   * outside a transaction, so that it never locks two rows.
   */
  public static int signAgain(Handle handle) {
    return SavedRecipientStore.SIGNED.signAgain(handle)
        + ChosenRecipientStore.SIGNED.signAgain(handle);
  }

  /** One line for each row that was changed or created outside RemitFlex. */
  public static List<String> violations(Handle handle) {
    List<String> found = new ArrayList<>(SavedRecipientStore.SIGNED.violations(handle));
    found.addAll(ChosenRecipientStore.SIGNED.violations(handle));
    return found;
  }
}
