package com.remitflex.features.members;

import com.remitflex.features.members.people.RowMacStore;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** What must always hold of the rows that decide who may sign in and what they may do. */
public final class MemberInvariants {
  private MemberInvariants() {}

  /** The rows whose MAC does not fit, one line each; read in one snapshot of the database. */
  public static List<String> violations(Handle handle) {
    return RowMacStore.violations(handle);
  }
}
