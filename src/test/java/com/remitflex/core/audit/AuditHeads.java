package com.remitflex.core.audit;

import com.remitflex.core.engine.State;
import com.remitflex.platform.secrets.KeyHasher;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Audit logs for tests of commands that have no database. */
public final class AuditHeads {
  public static final AuditTrail TRAIL = new AuditTrail(new KeyHasher(new byte[32]));

  private AuditHeads() {}

  /** The log of each of these accounts as it is before its first entry. */
  public static void begun(State state, List<String> accountIds) {
    Map<String, AuditHead> heads =
        accountIds.stream()
            .collect(
                Collectors.toMap(
                    Function.identity(),
                    id ->
                        new AuditHead(id, 0, new byte[32], Instant.EPOCH, new byte[0], List.of())));
    state.addRows(AuditStore.HEADS, new HashMap<>(heads));
  }
}
