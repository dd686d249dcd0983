package com.remitflex.features.rails.evm.payouts;

import com.remitflex.features.rails.evm.keys.Bytes32;
import java.security.SecureRandom;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** The deployment table, which has one row for ever: backups contain it. */
public final class DeploymentStore {
  private static final int BYTES = 32;

  private DeploymentStore() {}

  /** The ID of this platform, created if it has none. */
  public static Bytes32 id(Handle handle) {
    return find(handle)
        .orElseGet(() -> {
          byte[] id = new byte[BYTES];
          new SecureRandom().nextBytes(id);
          handle
              .createUpdate("INSERT INTO deployment (id) VALUES (:id) ON CONFLICT DO NOTHING")
              .bind("id", Bytes32.of(id).text())
              .execute();
          return find(handle).orElseThrow();
        });
  }

  private static Optional<Bytes32> find(Handle handle) {
    return handle
        .createQuery("SELECT id FROM deployment")
        .mapTo(String.class)
        .findOne()
        .map(Bytes32::new);
  }
}
