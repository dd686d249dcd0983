package com.remitflex.features.leaks.scan;

import java.util.Comparator;
import java.util.Optional;

/**
 * An API key that was found.
 *
 * @param place the file or other object that contains it, as it can be shown
 * @param line from 1
 * @param commit in a Git history, the oldest commit that contains it
 * @param display the masked key; never the key
 */
public record Finding(String place, long line, Optional<String> commit, String display) {
  static final Comparator<Finding> ORDER =
      Comparator.comparing(Finding::place)
          .thenComparing(finding -> finding.commit().orElse(""))
          .thenComparingLong(Finding::line)
          .thenComparing(Finding::display);

  /** In the format in which compilers report places, which editors and CI can read. */
  public String text() {
    return place + ":" + line + commit.map(id -> ":" + id).orElse("") + ": " + display;
  }
}
