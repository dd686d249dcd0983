package com.remitflex.web.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.remitflex.platform.json.Json;

/** Where a list of keys is printed, key by key, while it is read. */
sealed interface KeyList {
  /** Prints one more key, which is an object of the API. */
  void print(ObjectNode key);

  /**
   * Prints the end of the list.
   *
   * @param printed how many keys were printed
   * @param total how many there are
   */
  void end(long printed, long total);

  /** One line of JSON: an object with `data`, `has_more` and `total`. */
  final class JsonLine implements KeyList {
    private boolean begun;

    @Override
    public void print(ObjectNode key) {
      Console.printPart((begun ? "," : "{\"data\":[") + Json.text(key));
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

  /** A table for people. */
  final class Table implements KeyList {
    private boolean begun;

    @Override
    public void print(ObjectNode key) {
      if (!begun) {
        KeyTables.printHeading();
        begun = true;
      }
      KeyTables.print(key);
    }

    @Override
    public void end(long printed, long total) {
      if (total == 0) {
        Console.print("No keys. Create one: ./remitflex keys create --help");
      } else if (printed < total) {
        Console.notice(
            printed
                + " of "
                + total
                + " keys are listed. Use --all to list all of them, or --search and --status.");
      }
    }
  }
}
