package com.remitflex.platform.database.backup;

import java.util.ArrayList;
import java.util.List;

/** The names of WAL files: timeline, then the number of the file in two parts. */
final class WalNames {
  /** 16 MiB each: as many as 4 GiB, which the second part counts. */
  private static final int FILES_PER_PART = 256;

  private static final String NAME = "[0-9A-F]{24}";

  private WalNames() {}

  static boolean isSegment(String name) {
    return name.matches(NAME);
  }

  /** The names from the first to the last one, which are on one timeline. */
  static List<String> between(String first, String last) {
    if (!first.substring(0, 8).equals(last.substring(0, 8))) {
      throw new BackupException(
          "PostgreSQL changed its timeline during the backup. Start the backup again.");
    }
    List<String> names = new ArrayList<>();
    for (long number = number(first); number <= number(last); number++) {
      names.add(
          "%s%08X%08X"
              .formatted(first.substring(0, 8), number / FILES_PER_PART, number % FILES_PER_PART));
    }
    return names;
  }

  private static long number(String name) {
    return Long.parseLong(name.substring(8, 16), 16) * FILES_PER_PART
        + Long.parseLong(name.substring(16), 16);
  }
}
