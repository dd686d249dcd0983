package com.remitflex.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The search for secrets overlooks no text that may have an encoded one. */
class EncodedSecretsTest {
  private static final List<String> PIECES =
      List.of(
          "r",
          "R",
          "f",
          "F",
          "_",
          "-",
          "\u200b",
          " ",
          "\"",
          "%",
          "7",
          "2",
          "&#",
          "x",
          "114",
          ";",
          "\\\\u00",
          "U00",
          "66",
          "cmZf",
          "X3Rlc3Rf",
          "X2xpdmVf",
          "Zl90ZXN0",
          "Zl9saXZl",
          "ab",
          "é");

  @Test
  void aTextIsSuspectExactlyIfThePatternIsInIt() {
    Pattern pattern = Pattern.compile(EncodedSecrets.SUSPECTS, Pattern.CASE_INSENSITIVE);
    Random random = Seeded.random(getClass());
    int suspect = 0;
    int cases = 20_000;
    for (int i = 0; i < cases; i++) {
      String text =
          Stream.generate(() -> PIECES.get(random.nextInt(PIECES.size())))
              .limit(1 + random.nextInt(6))
              .collect(Collectors.joining());
      boolean expected = pattern.matcher(text).find();
      assertThat(EncodedSecrets.isSuspect(text)).as(text).isEqualTo(expected);
      suspect += expected ? 1 : 0;
    }
    assertThat(suspect).isBetween(cases / 10, cases * 9 / 10);
  }
}
