package com.remitflex.features.apikeys.signing;

import com.remitflex.features.apikeys.KeySignatureStore;
import com.remitflex.features.apikeys.RetiredSecretStore;
import com.remitflex.features.apikeys.UnusedSecretStore;
import com.remitflex.platform.secrets.KeyHasher;
import java.util.ArrayList;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** The invariants of keys: each row has a valid MAC. */
public final class KeyInvariants {
  private KeyInvariants() {}

  /**
   * One line for each row about a key, a replaced secret or unused secrets that was changed outside
   * RemitFlex.
   */
  public static List<String> violations(Handle handle, KeyHasher hasher) {
    List<String> found = new ArrayList<>(new KeySignatureStore(hasher).violations(handle));
    found.addAll(new RetiredSecretStore(hasher).violations(handle));
    found.addAll(new UnusedSecretStore(hasher).violations(handle));
    return found;
  }
}
