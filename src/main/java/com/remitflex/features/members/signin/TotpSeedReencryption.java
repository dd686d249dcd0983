package com.remitflex.features.members.signin;

import com.remitflex.features.members.people.PeopleSecrets;
import com.remitflex.features.members.people.PersonStore;
import com.remitflex.features.members.people.SignatureStore;
import com.remitflex.platform.database.Database;
import java.util.Optional;

/** The seeds of all authenticators and the MACs of all rows, when the pepper is rotated. */
public final class TotpSeedReencryption {
  private final Database database;
  private final PeopleSecrets secrets;

  public TotpSeedReencryption(Database database, PeopleSecrets secrets) {
    this.database = database;
    this.secrets = secrets;
  }

  /** Encrypts and signs under the pepper in use what is under an older one; answers how many. */
  public int sealAnew() {
    int written = 0;
    for (String userId : database.with(PersonStore::withSeed)) {
      written +=
          database.inTransaction(handle -> {
            Optional<byte[]> sealed = PersonStore.lock(handle, userId).seed();
            if (sealed.isEmpty() || secrets.isCurrent(userId, sealed.get())) {
              return 0;
            }
            byte[] seed = secrets.open(userId, sealed.get());
            PersonStore.sealAnew(handle, userId, secrets.seal(userId, seed));
            return 1;
          });
    }
    int signed;
    do {
      // A row that a node moved within its table during a pass is found by the next one.
      signed = database.inTransaction(SignatureStore::raise);
      written += signed;
    } while (signed > 0);
    return written;
  }
}
