package com.remitflex.features.members;

import com.remitflex.features.members.operators.Operators;
import com.remitflex.features.members.people.RowMacStore;
import java.util.ArrayList;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** What must always hold of the rows that decide who may sign in and what they may do. */
public final class MemberInvariants {
  private MemberInvariants() {}

  /** The rows whose MAC does not fit, one line each; read in one snapshot of the database. */
  public static List<String> violations(Handle handle) {
    List<String> found = new ArrayList<>(RowMacStore.violations(handle));
    found.addAll(Operators.violations(handle));
    return found;
  }
}
