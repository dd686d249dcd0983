package com.remitflex.platform.text;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import de.siegmar.fastcsv.writer.QuoteStrategy;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.text.Normalizer;
import java.util.List;

/**
 * Writes CSV (RFC 4180) for every export. Clients control much of the content, and a spreadsheet
 * executes cells that look like a formula: such texts are prefixed with an apostrophe.
 */
public final class Csv {
  public static final String CONTENT_TYPE = "text/csv; charset=utf-8";

  /** Lets spreadsheets recognise UTF-8; programs would read it as part of the first column name. */
  public static final String BYTE_ORDER_MARK = "\uFEFF";

  private static final String FORMULA_SIGNS = "=+-@";

  /** Also quotes values that other separators or trimming would change. */
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

  /** One value, before it is quoted. */
  public record Cell(String value) {}

  /** A text of any origin, which no spreadsheet executes. */
  public static Cell text(String text) {
    return new Cell(isFormula(text) ? "'" + text : text);
  }

  /** A number of the platform, in plain notation; it remains a number. */
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

  /** The line with the column names. */
  public static String header(String... names) {
    return line(List.of(names).stream().map(Csv::text).toList());
  }

  /**
   * Whether the first visible character starts a formula, including its full-width and small forms,
   * or the text begins with a control character, which some programs drop.
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
        // Hangul fillers, blank Braille, variation selectors: letters and marks by category.
        || "\u115F\u1160\u3164\uFFA0\u2800".indexOf(codePoint) >= 0
        || (codePoint >= 0xFE00 && codePoint <= 0xFE0F);
  }
}
