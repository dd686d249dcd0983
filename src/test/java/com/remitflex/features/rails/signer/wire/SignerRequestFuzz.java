package com.remitflex.features.rails.signer.wire;

import static com.remitflex.testing.Fuzzed.require;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.remitflex.testing.Fuzzed;
import java.util.Arrays;

/** Any bytes as a request to the signer. */
public class SignerRequestFuzz {
  @FuzzTest(maxDuration = "60s")
  public void aRequestThatIsReadIsWrittenTheSame(byte[] input) {
    Fuzzed.parsed(() -> RequestJson.read(input))
        .ifPresent(request -> {
          byte[] written = RequestJson.bytes(request);
          require(RequestJson.read(written).equals(request), "another request");
          require(Arrays.equals(RequestJson.bytes(RequestJson.read(written)), written), "bytes");
        });
  }
}
