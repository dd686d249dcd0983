package com.remitflex.platform.access;

import static com.remitflex.testing.Fuzzed.require;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.remitflex.platform.text.ApiKeyText;
import com.remitflex.testing.Fuzzed;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Any bytes as an idempotency key, in a header and in a path. */
public class IdempotencyKeyFuzz {
  @FuzzTest(maxDuration = "60s")
  public void anAcceptedKeyIsTheSameInAPath(byte[] input) {
    String text = new String(input, StandardCharsets.ISO_8859_1);
    Fuzzed.parsed(() -> IdempotencyKey.ofSegment(text));
    Fuzzed.parsed(() -> IdempotencyKey.parse(List.of(text)).orElseThrow())
        .ifPresent(key -> {
          String segment = URLEncoder.encode(text, StandardCharsets.UTF_8);
          require(IdempotencyKey.ofSegment(segment).equals(key), "another key in a path");
          boolean masked = !ApiKeyText.mask(text).equals(text);
          require(
              masked || text.startsWith("\"") || key.value().equals(text), "masked without need");
          require(!masked || !key.value().equals(text), "not masked");
          String quoted = '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
          require(
              text.startsWith("\"") || IdempotencyKey.ofText(quoted).equals(key),
              "another key in quotes");
        });
  }
}
