package com.remitflex.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.remitflex.features.apikeys.ApiKeyFormat;
import com.remitflex.platform.ids.Environment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A guarantee is met only when all of its tests passed with the required number of attempts. */
class GuaranteeReportTest {
  private static final Set<String> BOTH = Set.of("one", "other");

  @Test
  void aGuaranteeWithoutARecordIsNotRun() {
    for (Guarantee guarantee : Guarantee.values()) {
      assertThat(new GuaranteeReport(List.of(), true).result(guarantee)).isEqualTo("not run");
    }
  }

  @Test
  void aGuaranteeIsMetWhenAllItsTestsPassedWithItsNumber() {
    assertThat(result(BOTH, BOTH, 1_000)).isEqualTo("met");
    assertThat(result(BOTH, BOTH, 999)).isEqualTo("held; fewer than required");
    assertThat(result(Set.of("one"), Set.of("one"), 1_000)).isEqualTo("held; 1 of its 2 tests run");
    assertThat(result(BOTH, Set.of("one"), 1_000)).isEqualTo("**not finished**");
    assertThat(result(Set.of(), Set.of(), 0)).isEqualTo("not run");
  }

  @Test
  void onceBrokenItStaysBroken() {
    GuaranteeReport report =
        new GuaranteeReport(
            List.of(
                record(BOTH, BOTH, 1_000, List.of()),
                record(BOTH, Set.of("one"), 10, List.of("other: lost one | of two\nmore")),
                record(BOTH, BOTH, 1_000, List.of())),
            true);

    assertThat(report.result(Guarantee.ONE_KEY_ONE_EFFECT))
        .isEqualTo("**broken**: other: lost one \\| of two");
  }

  @Test
  void partsOfARunAreCountedTogetherAndRepetitionsAreNot() {
    GuaranteeReport report =
        new GuaranteeReport(
            List.of(
                record(Set.of("one"), Set.of("one"), 600, List.of()),
                record(Set.of("other"), Set.of("other"), 600, List.of())),
            true);

    assertThat(report.result(Guarantee.ONE_KEY_ONE_EFFECT)).isEqualTo("held; fewer than required");
  }

  @Test
  void aGuaranteeOfTheWholeRunIsNotMetByAPart() {
    List<GuaranteeRecord> records =
        List.of(
            new GuaranteeRecord(
                Guarantee.LEDGER_WHOLE,
                "run1",
                Set.of(),
                Set.of(),
                Set.of(),
                7,
                List.of(),
                List.of()));

    assertThat(new GuaranteeReport(records, true).result(Guarantee.LEDGER_WHOLE)).isEqualTo("met");
    assertThat(new GuaranteeReport(records, false).result(Guarantee.LEDGER_WHOLE))
        .isEqualTo("held; the whole suite has not passed");
  }

  @Test
  void everyGuaranteeHasARowAndARecordSurvivesItsFile(@TempDir Path directory) {
    GuaranteeRecord written = record(BOTH, BOTH, 1_000, List.of());
    written.write(directory, 1);
    List<GuaranteeRecord> read = GuaranteeRecord.readAll(directory);

    assertThat(read).containsExactly(written);
    assertThat(new GuaranteeReport(read, false).markdown(Map.of("Commit", "abc")))
        .contains("| Commit | abc |")
        .contains("| 1,000 keys | 1,000 keys | met |")
        .contains("| 1,000 revocations |  | not run |")
        .contains("| Quotes | | | tested by the whole suite, not counted |")
        .contains("- One key one effect: measured");
  }

  /** A search that finds nothing is worth nothing. */
  @Test
  void aSecretIsFoundInTextAndInHexadecimal() {
    String secret = MintedSecrets.key(ApiKeyFormat.generate(Environment.SANDBOX));
    String other = ApiKeyFormat.generate(Environment.SANDBOX);

    assertThat(MintedSecrets.holdsOne("x rf_test_ " + secret + "y")).isTrue();
    assertThat(MintedSecrets.holdsOne("\\x01" + hex(secret) + "00")).isTrue();
    assertThat(MintedSecrets.holdsOne(other + hex(other))).isFalse();
    assertThat(MintedSecrets.holdsOne(secret.substring(0, secret.length() - 1))).isFalse();
  }

  private static String hex(String text) {
    return HexFormat.of().formatHex(text.getBytes(StandardCharsets.US_ASCII));
  }

  private static String result(Set<String> begun, Set<String> passed, long number) {
    return new GuaranteeReport(
            List.of(
                new GuaranteeRecord(
                    Guarantee.ONE_KEY_ONE_EFFECT,
                    "A",
                    BOTH,
                    begun,
                    passed,
                    number,
                    List.of(),
                    List.of())),
            true)
        .result(Guarantee.ONE_KEY_ONE_EFFECT);
  }

  private static GuaranteeRecord record(
      Set<String> begun, Set<String> passed, long number, List<String> errors) {
    return new GuaranteeRecord(
        Guarantee.ONE_KEY_ONE_EFFECT,
        "A",
        BOTH,
        begun,
        passed,
        number,
        List.of("measured"),
        errors);
  }
}
