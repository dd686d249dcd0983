package com.remitflex.core.audit;

import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;

/** Follows every chain from its beginning to its sealed end, and says where it breaks. */
final class AuditCheck {
  private final AuditChain chain;
  private final List<String> violations = new ArrayList<>();
  private final Map<String, AuditEntry> last = new HashMap<>();

  AuditCheck(AuditChain chain) {
    this.chain = chain;
  }

  List<String> violations(Handle handle) {
    List<AuditHead> heads = AuditStore.heads(handle);
    List<AuditEntry> entries = AuditStore.after(handle, "", 0);
    while (!entries.isEmpty()) {
      entries.forEach(this::follow);
      AuditEntry end = entries.getLast();
      entries = AuditStore.after(handle, end.accountId(), end.seq());
    }
    heads.forEach(this::end);
    last.keySet().stream().sorted().forEach(id -> violations.add(id + " has no audit head"));
    AuditStore.withoutHead(handle).stream()
        .filter(id -> !last.containsKey(id))
        .forEach(id -> violations.add(id + " has no audit head"));
    AuditStore.unreadable(handle)
        .forEach(entry -> violations.add(entry + ": environment or actor is no known word"));
    return violations;
  }

  private void follow(AuditEntry entry) {
    AuditEntry before = last.put(entry.accountId(), entry);
    long expected = before == null ? 1 : before.seq() + 1;
    byte[] previous = before == null ? AuditChain.beginning() : before.hash();
    if (entry.seq() != expected) {
      violations.add(
          entry.accountId()
              + " audit entries "
              + expected
              + " to "
              + (entry.seq() - 1)
              + " are missing");
    } else if (!MessageDigest.isEqual(entry.previousHash(), previous)) {
      fault(entry, "previous_hash is not the hash of the entry before");
    }
    if (!MessageDigest.isEqual(entry.hash(), AuditChain.hash(entry))) {
      fault(entry, "hash is not that of its content: a column was changed");
    }
  }

  private void end(AuditHead head) {
    AuditEntry end = last.remove(head.accountId());
    long seq = end == null ? 0 : end.seq();
    if (head.seq() != seq) {
      violations.add(
          head.accountId() + " audit head is at entry " + head.seq() + ", the log ends at " + seq);
    } else if (end != null && !MessageDigest.isEqual(head.hash(), end.hash())) {
      fault(end, "hash is not the one that the head has");
    } else if (end != null && !head.createdAt().equals(end.createdAt())) {
      fault(end, "created_at is not the one that the head has");
    }
    if (!chain.isSealed(head)) {
      violations.add(
          head.accountId() + " audit head at entry " + head.seq() + ": the seal is not its own");
    }
  }

  private void fault(AuditEntry entry, String what) {
    violations.add(entry.accountId() + " audit entry " + entry.seq() + ": " + what);
  }
}
