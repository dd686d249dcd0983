package com.remitflex.requestlog;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestCsvTest {
  @ParameterizedTest
  @ValueSource(
      strings = {"=1+1", "+1", "-1", "@SUM(A1)", " =1", "\t=1", "\r=1", "＝1", "\u00a0x", "\tx"})
  void whatBeginsAsAFormulaBecomesAText(String value) {
    String cell = RequestCsv.cell(value);
    boolean harmless = value.equals("\u00a0x");

    assertThat(cell.replace("\"", "").startsWith("'")).isEqualTo(!harmless);
  }

  @Test
  void aCellIsQuotedWhereItMustBe() {
    assertThat(RequestCsv.cell("plain text/1.0 (x)")).isEqualTo("plain text/1.0 (x)");
    assertThat(RequestCsv.cell("")).isEmpty();
    assertThat(RequestCsv.cell("a,b")).isEqualTo("\"a,b\"");
    assertThat(RequestCsv.cell("a\"b")).isEqualTo("\"a\"\"b\"");
    assertThat(RequestCsv.cell("a\r\nb")).isEqualTo("\"a\r\nb\"");
  }
}
