package com.remitflex.platform.text;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import de.siegmar.fastcsv.writer.QuoteStrategy;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.text.Normalizer;
import java.util.List;

/**
 * Lines of CSV (RFC 4180), for every export. Clients choose much of what stands in the cells, and a
 * spreadsheet runs a cell that looks like a formula: such a text gets an apostrophe in front.
 */
public final class Csv {
  public static final String CONTENT_TYPE = "text/csv; charset=utf-8";

  /** By it a spreadsheet recognises UTF-8; a program would take it for part of the first name. */
  public static final String BYTE_ORDER_MARK = "\uFEFF";

  private static final String FORMULA_SIGNS = "=+-@";

  /** Also where another separator or a program that drops spaces would read something else. */
  private static final QuoteStrategy QUOTES =
      new QuoteStrategy() {
        @Override
        public boolean quoteValue(int lineNo, int fieldIdx, String value) {
          return value
                  .codePoints()
                  .anyMatch(c -> c == ';' || c == '\t' || Character.isISOControl(c))
              || !value.strip().equals(value);
        }
      };

  private Csv() {}

  /** What stands between two separators, before it is quoted. */
  public record Cell(String value) {}

  /** A text; whoever wrote it, no spreadsheet runs it. */
  public static Cell text(String text) {
    return new Cell(isFormula(text) ? "'" + text : text);
  }

  /** A number of ours in plain notation, which stays a number. */
  public static Cell number(BigDecimal number) {
    return new Cell(number.toPlainString());
  }

  /** As {@link #number(BigDecimal)}. */
  public static Cell number(long number) {
    return new Cell(Long.toString(number));
  }

  /** A line with its CRLF. */
  public static String line(List<Cell> cells) {
    StringWriter text = new StringWriter();
    CsvWriter writer =
        CsvWriter.builder()
            .bufferSize(0)
            .lineDelimiter(LineDelimiter.CRLF)
            .quoteStrategy(QUOTES)
            .build(text);
    writer.writeRecord(cells.stream().map(Cell::value).toList());
    return text.toString();
  }

  /** The line of the columns' names. */
  public static String header(String... names) {
    return line(List.of(names).stream().map(Csv::text).toList());
  }

  /**
   * Whether the first character that is neither white space nor invisible is a sign that begins a
   * formula, also in a wide or small form; or the text begins with a control character, which some
   * programs drop.
   */
  private static boolean isFormula(String text) {
    if (text.isEmpty()) {
      return false;
    }
    return Character.isISOControl(text.charAt(0))
        || text.codePoints()
            .filter(c -> !isInvisible(c))
            .mapToObj(Character::toString)
            .findFirst()
            .filter(
                sign -> FORMULA_SIGNS.contains(Normalizer.normalize(sign, Normalizer.Form.NFKC)))
            .isPresent();
  }

  private static boolean isInvisible(int codePoint) {
    return Character.isWhitespace(codePoint)
        || Character.isSpaceChar(codePoint)
        || Character.isISOControl(codePoint)
        || Character.getType(codePoint) == Character.FORMAT
        // Hangul fillers, the blank of Braille, variation selectors: letters and marks by category.
        || "\u115F\u1160\u3164\uFFA0\u2800".indexOf(codePoint) >= 0
        || (codePoint >= 0xFE00 && codePoint <= 0xFE0F);
  }
}
