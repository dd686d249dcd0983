package com.remitflex.platform.http.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which of several media types a client wants. */
class AcceptTest {
  private static final List<String> OFFERED =
      List.of("application/json", "text/csv", "text/event-stream");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'' | application/json",
        "*/* | application/json",
        "text/csv | text/csv",
        "TEXT/CSV | text/csv",
        "text/csv;header=present | text/csv",
        "text/csv; q=0.5 | text/csv",
        "text/csv, application/json | text/csv",
        "application/json, text/csv | application/json",
        "text/csv;q=0.5, application/json | application/json",
        "text/csv;q=0.501, application/json;q=0.5 | text/csv",
        "text/csv;q=0, application/json | application/json",
        "text/csv;q=0.000 | application/json",
        "text/event-stream;q=0 | application/json",
        "text/event-stream;q=0, */* | application/json",
        "text/csv, */* | text/csv",
        "text/csv;q=0.9, */*;q=0.1 | text/csv",
        "text/* | text/csv",
        "text/*, text/csv;q=0.1 | text/event-stream",
        "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8 | application/json",
        "text/plain | application/json",
        "text/csv;q=2 | application/json",
        "text/csv;q=0.1234 | application/json",
        "text/csv;q=, text/event-stream | text/event-stream",
        "text/csv;q=x, text/event-stream;q=0.1 | text/event-stream",
        "csv, ,; | application/json",
        "*/*;q=0 | application/json"
      })
  void theOneWithTheHighestWeightIsChosen(String accept, String chosen) {
    assertThat(new Accept(List.of(accept)).best(OFFERED)).isEqualTo(chosen);
  }

  @Test
  void severalLinesAreOneList() {
    assertThat(new Accept(List.of("application/json;q=0.5", "text/csv")).best(OFFERED))
        .isEqualTo("text/csv");
    assertThat(new Accept(List.of()).best(OFFERED)).isEqualTo("application/json");
  }
}
