package com.remitflex.features.leaks.scan;

import java.util.Comparator;
import java.util.Optional;

/**
 * An API key that lies where it should not.
 *
 * @param place the file, or what else holds it, fit to be shown
 * @param line from 1
 * @param commit the oldest one that has it, in a history
 * @param display the key's shown form; never the key
 */
public record Finding(String place, long line, Optional<String> commit, String display) {
  static final Comparator<Finding> ORDER =
      Comparator.comparing(Finding::place)
          .thenComparing(finding -> finding.commit().orElse(""))
          .thenComparingLong(Finding::line)
          .thenComparing(Finding::display);

  /** As compilers tell a place, so that editors and CI find it. */
  public String text() {
    return place + ":" + line + commit.map(id -> ":" + id).orElse("") + ": " + display;
  }
}
