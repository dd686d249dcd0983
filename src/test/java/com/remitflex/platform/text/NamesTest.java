package com.remitflex.platform.text;

import static org.assertj.core.api.Assertions.assertThat;

import com.remitflex.testing.Seeded;
import java.text.Normalizer;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NamesTest {
  private static final int LONGEST = 100;
  private static final int CASES = Seeded.cases(20_000, 1_000_000);

  /** Characters by which a name could look like another, or like nothing, among plain ones. */
  private static final int[] ALPHABET = {
    'a', 'b', ' ', ' ', 0xA0, 0x3000, 0x2009, 0x301, 0x308, 'u', 0xFC, 0x200B, 0x200D, 0x202E,
    0x3164, 0x2800, 0xFE0F, 0xE0041, 0xD800, '\n', 0x2028, 0xAD, 0xFEFF, 0x1F600, 0x5D0, 0x627
  };

  @ParameterizedTest
  @ValueSource(
      ints = {
        0x00, 0x09, 0x0A, 0x1B, 0x7F, 0x85, 0xAD, 0x034F, 0x061C, 0x115F, 0x1160, 0x17B4, 0x180B,
        0x180E, 0x180F, 0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0x2028, 0x2029, 0x202A, 0x202E,
        0x2060, 0x2064, 0x2065, 0x2066, 0x2069, 0x206F, 0x2800, 0x3164, 0xD800, 0xDFFF, 0xE000,
        0xFDD0, 0xFE00, 0xFE0F, 0xFEFF, 0xFFA0, 0xFFF9, 0xFFFD, 0xFFFF, 0x16FE4, 0x1BCA0, 0x1D159,
        0x1D173, 0xE0001, 0xE0041, 0xE0100, 0xE01EF, 0xF0000, 0x10FFFF
      })
  void anInvisibleOrMisleadingCharacterIsNowhereInAName(int c) {
    String one = Character.toString(c);
    for (String name : new String[] {one, "a" + one, one + "a", "a" + one + "b"}) {
      assertThat(Names.error(Names.stored(name), LONGEST)).as("U+%04X", c).isPresent();
    }
    assertThat(Names.error("a" + one + "b", LONGEST).orElseThrow())
        .as("the character is named, and not repeated")
        .contains("U+%04X".formatted(c))
        .doesNotContain(c == 0x09 ? "\t" : one);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "billing-prod",
        "a  b c",
        "Zürich",
        "Müller & Söhne (München)",
        "日本語",
        "이름",
        "नमस्ते",
        "עברית",
        "العربية",
        "Ελλάδα",
        "🚀 launch",
        "O'Brien",
        "x",
        "£",
        "ﷺ"
      })
  void namesOfAnyScriptAreNames(String name) {
    assertThat(Names.error(Names.stored(name), LONGEST)).isEmpty();
    assertThat(Names.shown(Names.stored(name))).isEqualTo(Names.stored(name));
  }

  @ParameterizedTest
  @CsvSource(
      ignoreLeadingAndTrailingWhitespace = false,
      value = {
        "a  b,a b",
        " a ,a",
        "a\u00A0b,a b",
        "\u3000a\u2009\u202Fb\u1680,a b",
        "u\u0308,\u00FC",
        "\u212B,\u00C5"
      })
  void spacesAreFoldedAndLettersComposed(String given, String stored) {
    assertThat(Names.stored(given)).isEqualTo(stored);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "\u00A0\u3000", "\u0301", "\u0301 \u20DD"})
  void aNameHasSomethingToSee(String name) {
    assertThat(Names.error(Names.stored(name), LONGEST).orElseThrow()).startsWith("is empty");
  }

  @Test
  void theLengthCountsCharactersNotTheirHalves() {
    assertThat(Names.error("🚀".repeat(LONGEST), LONGEST)).isEmpty();
    assertThat(Names.error("🚀".repeat(LONGEST + 1), LONGEST).orElseThrow()).contains("too long");
  }

  @ParameterizedTest
  @CsvSource(
      ignoreLeadingAndTrailingWhitespace = false,
      value = {
        "billing\u200B,billing",
        "\u202Egnillib,gnillib",
        "a  b,a b",
        "a\u2028b,a b",
        "a\u0085b,ab",
        "plain,plain",
        "\u200B,(no visible name)",
        "\u3164 \u2800,(no visible name)"
      })
  void aStoredNameFromBeforeTheRuleIsShownAsItLooks(String stored, String shown) {
    assertThat(Names.shown(stored)).isEqualTo(shown);
  }

  @Test
  void whateverIsGivenTheRuleHolds() {
    Random random = Seeded.random(NamesTest.class);
    for (int i = 0; i < CASES; i++) {
      StringBuilder given = new StringBuilder();
      for (int length = random.nextInt(12); length > 0; length--) {
        given.appendCodePoint(
            random.nextInt(20) == 0
                ? random.nextInt(0x110000)
                : ALPHABET[random.nextInt(ALPHABET.length)]);
      }
      check(given.toString());
    }
  }

  private static void check(String given) {
    String stored = Names.stored(given);
    assertThat(Names.stored(stored)).as(given).isEqualTo(stored);
    assertThat(Normalizer.isNormalized(stored, Normalizer.Form.NFC)).as(given).isTrue();
    String shown = Names.shown(given);
    assertThat(Names.shown(shown)).as(given).isEqualTo(shown);
    assertThat(Names.error(shown, Integer.MAX_VALUE)).as(given).isEmpty();
    if (Names.error(stored, LONGEST).isEmpty()) {
      assertThat(shown).as("an accepted name is shown as it is stored").isEqualTo(stored);
      assertThat(stored)
          .doesNotMatch("(?s).*[\\p{C}\\p{Zl}\\p{Zp}].*")
          .doesNotContain("  ")
          .isEqualTo(stored.strip());
    }
  }
}
