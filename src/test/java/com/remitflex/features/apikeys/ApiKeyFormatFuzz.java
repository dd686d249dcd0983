package com.remitflex.features.apikeys;

import static com.remitflex.testing.Fuzzed.require;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.remitflex.platform.ids.Environment;
import com.remitflex.platform.text.ApiKeyText;
import com.remitflex.testing.Fuzzed;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Any bytes as an API key. */
public class ApiKeyFormatFuzz {
  @FuzzTest(maxDuration = "60s")
  public void aKeyIsKnownByItsFormAndMasked(byte[] input) {
    String key = new String(input, StandardCharsets.UTF_8);
    Optional<Environment> environment =
        Fuzzed.parsed(() -> ApiKeyFormat.environment(key)).orElseThrow();
    String masked = Fuzzed.parsed(() -> ApiKeyText.mask(key)).orElseThrow();

    require(masked.equals(ApiKeyText.mask(masked)), "masked twice");
    environment.ifPresent(found -> {
      require(key.startsWith(ApiKeyText.prefix(found)), "the other prefix");
      require(!masked.contains(key), "a key that is not masked");
      char last = key.charAt(key.length() - 1);
      String other = key.substring(0, key.length() - 1) + (last == '0' ? '1' : '0');
      require(ApiKeyFormat.environment(other).isEmpty(), "two checksums");
    });
  }
}
