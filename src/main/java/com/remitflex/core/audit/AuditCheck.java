package com.remitflex.core.audit;

import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;

/** Follows each chain from its first entry to its signed head, and reports where it is broken. */
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
        .forEach(entry -> violations.add(entry + ": unknown environment or actor"));
    return violations;
  }

  private void follow(AuditEntry entry) {
    AuditEntry before = last.put(entry.accountId(), entry);
    long expected = before == null ? 1 : before.seq() + 1;
    byte[] previous = before == null ? AuditChain.firstHash() : before.hash();
    if (entry.seq() != expected) {
      violations.add(
          entry.accountId()
              + " audit entries "
              + expected
              + " to "
              + (entry.seq() - 1)
              + " are missing");
    } else if (!MessageDigest.isEqual(entry.previousHash(), previous)) {
      report(entry, "previous_hash does not match the entry before");
    }
    if (!MessageDigest.isEqual(entry.hash(), AuditChain.hash(entry))) {
      report(entry, "hash does not match the content: a column was changed");
    }
  }

  private void end(AuditHead head) {
    AuditEntry end = last.remove(head.accountId());
    long seq = end == null ? 0 : end.seq();
    if (head.seq() != seq) {
      violations.add(
          head.accountId() + " audit head is at entry " + head.seq() + ", the log ends at " + seq);
    } else if (end != null && !MessageDigest.isEqual(head.hash(), end.hash())) {
      report(end, "hash does not match the head");
    } else if (end != null && !head.createdAt().equals(end.createdAt())) {
      report(end, "created_at does not match the head");
    }
    if (!chain.isSealed(head)) {
      violations.add(
          head.accountId() + " audit head at entry " + head.seq() + ": the seal is not valid");
    }
  }

  private void report(AuditEntry entry, String what) {
    violations.add(entry.accountId() + " audit entry " + entry.seq() + ": " + what);
  }
}
