package com.remitflex.platform.http.api;

import static com.remitflex.testing.Fuzzed.require;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.remitflex.testing.Fuzzed;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;

/** Any bytes as a query string. */
public class QueryFuzz {
  @FuzzTest(maxDuration = "60s")
  public void anAcceptedParameterWrittenAnewIsTheSame(byte[] input) {
    String raw = new String(input, StandardCharsets.ISO_8859_1);
    Fuzzed.parsed(() -> Query.parse(raw)).ifPresent(QueryFuzz::check);
  }

  private static void check(Query query) {
    Fuzzed.parsed(() -> {
      query.allow(Set.of("limit", "order", "reference", "created_after"));
      return query;
    });
    Fuzzed.parsed(() -> query.number("limit", 1, 100, 20))
        .ifPresent(limit -> require(limit >= 1 && limit <= 100, "outside its bounds"));
    Fuzzed.parsed(() -> query.word("order", List.of("desc", "asc")));
    Fuzzed.parsed(() -> query.time("created_after"));
    Fuzzed.parsed(() -> query.text("reference", 255))
        .flatMap(found -> found)
        .ifPresent(text -> {
          String anew = "reference=" + URLEncoder.encode(text, StandardCharsets.UTF_8);
          require(Query.parse(anew).find("reference").orElseThrow().equals(text), "another text");
        });
  }
}
