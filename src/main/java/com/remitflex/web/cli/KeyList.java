package com.remitflex.web.cli;

import com.remitflex.features.apikeys.lifecycle.KeyDetails;
import com.remitflex.features.apikeys.lifecycle.KeyDocuments;
import java.time.Instant;

/** Prints a list of keys while it is read. */
sealed interface KeyList {
  /** Prints the next key. */
  void print(KeyDetails key, Instant now);

  /**
   * Prints the end of the list.
   *
   * @param printed how many keys were printed
   * @param total how many keys there are
   */
  void end(long printed, long total);

  /** One line of JSON: an object with `data`, `has_more` and `total`. */
  final class JsonLine implements KeyList {
    private boolean begun;

    @Override
    public void print(KeyDetails key, Instant now) {
      Console.printPart((begun ? "," : "{\"data\":[") + KeyDocuments.key(key, now));
      begun = true;
    }

    @Override
    public void end(long printed, long total) {
      Console.print(
          (begun ? "" : "{\"data\":[")
              + "],\"has_more\":"
              + (printed < total)
              + ",\"total\":"
              + total
              + "}");
    }
  }

  /** A table for users. */
  final class Table implements KeyList {
    private boolean begun;

    @Override
    public void print(KeyDetails key, Instant now) {
      if (!begun) {
        KeyTables.printHeading();
        begun = true;
      }
      KeyTables.print(key, now);
    }

    @Override
    public void end(long printed, long total) {
      if (total == 0) {
        Console.print("No keys. Create one: ./remitflex keys create --help");
      } else if (printed < total) {
        Console.notice(
            "Listed "
                + printed
                + " of "
                + total
                + " keys. Use --all to list all of them, or --search and --status.");
      }
    }
  }
}
