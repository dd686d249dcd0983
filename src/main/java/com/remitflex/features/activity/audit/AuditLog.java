package com.remitflex.features.activity.audit;

import com.remitflex.core.audit.AuditEntry;
import com.remitflex.core.audit.AuditTrail;
import com.remitflex.platform.database.Database;
import com.remitflex.platform.database.lists.Page;
import com.remitflex.platform.database.lists.PageQuery;
import java.util.List;
import java.util.stream.Stream;

/** Reads and checks the audit log: for the API, the Dashboard and the CLI. */
public final class AuditLog {
  private final Database database;
  private final AuditTrail trail;

  public AuditLog(Database database, AuditTrail trail) {
    this.database = database;
    this.trail = trail;
  }

  /** A page of an account's entries. */
  public Page<AuditEntry> list(String accountId, AuditFilter filter, PageQuery page) {
    return database.with(handle -> AuditListStore.page(handle, accountId, filter, page));
  }

  /** A page of what operators did, to whichever account, and of what concerns the platform. */
  public Page<AuditEntry> ofOperators(AuditFilter filter, PageQuery page) {
    return database.with(handle -> AuditListStore.ofOperators(handle, filter, page));
  }

  /** The end of each account's chain, one line each, to be stored outside the database. */
  public List<String> heads() {
    return database.with(AuditTrail::witnesses);
  }

  /**
   * Compares the chains with ends that were stored outside the database.
   *
   * @param lines output of {@link #heads}, or the server's log; other lines are ignored
   */
  public AuditTrail.Compared compare(Stream<String> lines) {
    return database.with(handle -> AuditTrail.compare(handle, lines));
  }

  /** The errors in the chains, one line each; read from one snapshot of the database. */
  public List<String> violations() {
    return database.inSnapshot(trail::violations);
  }
}
