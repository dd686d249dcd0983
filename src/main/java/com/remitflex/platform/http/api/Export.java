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
 * An export, sent page by page. An incomplete export never looks complete: the connection is closed
 * before the end of the body, and the last line of a CSV file says so.
 */
public final class Export {
  /** The last line of an incomplete CSV file. */
  static final String INTERRUPTED =
      Csv.line(List.of(Csv.text("EXPORT INTERRUPTED: this file is incomplete. Export it again.")));

  private Export() {}

  /** The content of an export. */
  @FunctionalInterface
  public interface Pages {
    /** Writes the lines of the next page; returns whether more pages follow. */
    boolean writeNext(Writer to) throws IOException;
  }

  /** JSON, one object per line. */
  public static Response.Stream jsonLines(Pages pages) {
    return stream("", "", () -> true, pages);
  }

  /** CSV for programs. */
  public static Response.Stream csv(String header, Pages pages) {
    return stream(header, INTERRUPTED, () -> true, pages);
  }

  /**
   * CSV for people, who open it in a spreadsheet.
   *
   * @param isStillAllowed whether the user may still see the data, checked before each page
   */
  public static Response.Stream csvForPeople(
      String header, BooleanSupplier isStillAllowed, Pages pages) {
    return stream(Csv.BYTE_ORDER_MARK + header, INTERRUPTED, isStillAllowed, pages);
  }

  private static Response.Stream stream(
      String start, String interrupted, BooleanSupplier isStillAllowed, Pages pages) {
    return (out, mayContinue) -> {
      Writer to = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
      try {
        to.write(start);
        boolean hasMore = true;
        while (hasMore) {
          if (!mayContinue.getAsBoolean() || !isStillAllowed.getAsBoolean()) {
            throw new IOException("the export was stopped before it was complete");
          }
          hasMore = pages.writeNext(to);
        }
        to.flush();
      } catch (IOException | RuntimeException e) {
        interrupt(to, interrupted, e);
        throw e;
      }
    };
  }

  /** Tries to add a last line that says so; in either case the body remains without its end. */
  private static void interrupt(Writer to, String line, Exception cause) {
    try {
      to.write(line);
      to.flush();
    } catch (IOException | RuntimeException e) {
      cause.addSuppressed(e);
    }
  }
}
