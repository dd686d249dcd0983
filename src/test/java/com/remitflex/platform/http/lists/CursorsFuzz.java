package com.remitflex.platform.http.lists;

import static com.remitflex.testing.Fuzzed.require;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.remitflex.platform.database.lists.Position;
import com.remitflex.testing.Fuzzed;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;

/** Any text and any bytes as a cursor, and a good cursor with some of its characters changed. */
public class CursorsFuzz {
  private static final Instant NOW = Instant.parse("2026-11-24T04:01:48.268Z");
  private static final Position PLACE = new Position(NOW, 42);
  private static final Cursors CURSORS = new Cursors(List.of(new byte[32]));

  @FuzzTest(maxDuration = "60s")
  public void onlyACursorThatWasGivenIsTaken(byte[] input) {
    String text = new String(input, StandardCharsets.UTF_8);
    takesAtMostThePlace(text);
    takesAtMostThePlace("cur_" + Base64.getUrlEncoder().withoutPadding().encodeToString(input));
    takesAtMostThePlace(changed(input));
  }

  private static void takesAtMostThePlace(String cursor) {
    Fuzzed.parsed(() -> CURSORS.decode("list", cursor, NOW))
        .ifPresent(place -> require(place.equals(PLACE), "a place that was never given"));
    require(
        Fuzzed.parsed(() -> CURSORS.decode("another list", cursor, NOW)).isEmpty(),
        "a cursor of another list");
  }

  private static String changed(byte[] input) {
    char[] good = CURSORS.encode("list", PLACE, NOW).toCharArray();
    for (int i = 0; i + 1 < input.length; i += 2) {
      good[(input[i] & 0xff) % good.length] = (char) (input[i + 1] & 0xff);
    }
    return new String(good);
  }
}
