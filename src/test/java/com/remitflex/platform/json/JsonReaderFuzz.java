package com.remitflex.platform.json;

import static com.remitflex.testing.Fuzzed.require;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.remitflex.testing.Fuzzed;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Any bytes as a JSON body. */
public class JsonReaderFuzz {
  private static final ObjectMapper OTHER =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(JsonGenerator.Feature.WRITE_BIGDECIMAL_AS_PLAIN)
          .build();

  @FuzzTest(maxDuration = "60s")
  public void anAcceptedBodyWrittenAnewIsTheSame(byte[] input) {
    Fuzzed.parsed(() -> JsonReader.object(input).canonical())
        .ifPresent(canonical ->
            require(
                JsonReader.object(rewritten(input)).canonical().equals(canonical),
                "another canonical form"));
  }

  private static byte[] rewritten(byte[] json) {
    try {
      return OTHER.writeValueAsBytes(OTHER.readTree(json));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
