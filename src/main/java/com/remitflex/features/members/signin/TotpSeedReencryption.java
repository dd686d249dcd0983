package com.remitflex.features.members.signin;

import com.remitflex.features.members.people.PeopleSecrets;
import com.remitflex.features.members.people.PersonStore;
import com.remitflex.features.members.people.RowMacStore;
import com.remitflex.platform.database.Database;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Re-encrypts the seeds of all authenticators and re-signs all rows after a pepper rotation. */
public final class TotpSeedReencryption {
  private final Database database;
  private final PeopleSecrets secrets;

  public TotpSeedReencryption(Database database, PeopleSecrets secrets) {
    this.database = database;
    this.secrets = secrets;
  }

  /** Writes everything that is under an older pepper again; returns the number of rows written. */
  public int run() {
    int written = 0;
    for (String userId : database.with(PersonStore::findWithSeed)) {
      written += database.inTransaction(handle -> reencrypt(handle, userId));
    }
    int signed;
    do {
      // A row that a node moves within its table during one run is found by the next.
      signed = database.inTransaction(RowMacStore::signAgain);
      written += signed;
    } while (signed > 0);
    return written;
  }

  private int reencrypt(Handle handle, String userId) {
    Optional<byte[]> encrypted = PersonStore.lock(handle, userId).seed();
    if (encrypted.isEmpty() || secrets.isCurrentSeed(userId, encrypted.get())) {
      return 0;
    }
    byte[] seed = secrets.decryptSeed(userId, encrypted.get());
    PersonStore.replaceSeed(handle, userId, secrets.encryptSeed(userId, seed));
    return 1;
  }
}
