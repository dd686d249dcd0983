package com.remitflex.platform.http.api;

import com.remitflex.platform.text.Csv;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * An export, sent page by page. One that cannot be completed never looks complete: the connection
 * is closed without the end of the body, and the last line of a CSV file says so.
 */
public final class Export {
  /** The last line of a CSV file that is not complete. */
  static final String INTERRUPTED =
      Csv.line(List.of(Csv.text("EXPORT INTERRUPTED: this file is incomplete. Export it again.")));

  private Export() {}

  /** What is exported. */
  @FunctionalInterface
  public interface Pages {
    /** Writes the lines of the next page; answers whether there are more. */
    boolean writeNext(Writer to) throws IOException;
  }

  /** Lines of JSON. */
  public static Response.Stream jsonLines(Pages pages) {
    return stream("", "", () -> true, pages);
  }

  /** CSV for a program. */
  public static Response.Stream csv(String header, Pages pages) {
    return stream(header, INTERRUPTED, () -> true, pages);
  }

  /**
   * CSV for a person, who opens it in a spreadsheet.
   *
   * @param mayGoOn whether the person may still see it, asked before each page
   */
  public static Response.Stream csvForPeople(String header, BooleanSupplier mayGoOn, Pages pages) {
    return stream(Csv.BYTE_ORDER_MARK + header, INTERRUPTED, mayGoOn, pages);
  }

  private static Response.Stream stream(
      String start, String interrupted, BooleanSupplier mayGoOn, Pages pages) {
    return (out, goesOn) -> {
      Writer to = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
      try {
        to.write(start);
        boolean more = true;
        while (more) {
          if (!goesOn.getAsBoolean() || !mayGoOn.getAsBoolean()) {
            throw new IOException("the export was ended before it was complete");
          }
          more = pages.writeNext(to);
        }
        to.flush();
      } catch (IOException | RuntimeException e) {
        interrupt(to, interrupted, e);
        throw e;
      }
    };
  }

  /** Tries to say so in the file; whether or not that succeeds, the body stays without its end. */
  private static void interrupt(Writer to, String line, Exception cause) {
    try {
      to.write(line);
      to.flush();
    } catch (IOException | RuntimeException e) {
      cause.addSuppressed(e);
    }
  }
}
