package com.remitflex.testing;

import com.remitflex.features.statements.transactions.Reason;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** Every reason that the product posts is in the list that owners see; those of tests are not. */
final class KnownReasons {
  private KnownReasons() {}

  static List<String> violations(Handle handle) {
    return handle
        .createQuery("SELECT DISTINCT reason FROM transfer WHERE reason NOT LIKE 'test%'")
        .mapTo(String.class)
        .list()
        .stream()
        .filter(reason -> Reason.find(reason).isEmpty())
        .map(reason -> "the reason " + reason + " of a transfer is not in the list of reasons")
        .toList();
  }
}
