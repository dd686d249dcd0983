package com.remitflex.features.treasury;

import com.remitflex.core.audit.AuditAction;
import org.jdbi.v3.core.Handle;

/** The audit log of what concerns the platform, and no single account. */
@FunctionalInterface
public interface TreasuryAudit {
  /** Adds an entry in the transaction of the action. */
  void append(Handle handle, AuditAction action);
}
