package com.remitflex.core.accounts;

import com.remitflex.platform.ids.Environment;
import java.util.Comparator;

/** One account in one environment, in the order in which heads are locked. */
public record HeadId(String accountId, Environment environment) implements Comparable<HeadId> {
  private static final Comparator<HeadId> ORDER =
      Comparator.comparing(HeadId::accountId).thenComparing(HeadId::environment);

  @Override
  public int compareTo(HeadId other) {
    return ORDER.compare(this, other);
  }
}
