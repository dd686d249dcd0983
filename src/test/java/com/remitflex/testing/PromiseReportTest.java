package com.remitflex.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.remitflex.ids.Environment;
import com.remitflex.keys.ApiKeyFormat;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The report calls a promise kept only when all of its tests tried it as often as promised. */
class PromiseReportTest {
  private static final Set<String> BOTH = Set.of("one", "other");

  @Test
  void aPromiseWithoutARecordIsNotRun() {
    for (Promise promise : Promise.values()) {
      assertThat(new PromiseReport(List.of(), true).result(promise)).isEqualTo("not run");
    }
  }

  @Test
  void aPromiseIsKeptWhenAllItsTestsPassedWithItsNumber() {
    assertThat(result(BOTH, BOTH, 1_000)).isEqualTo("kept");
    assertThat(result(BOTH, BOTH, 999)).isEqualTo("held; fewer than promised");
    assertThat(result(Set.of("one"), Set.of("one"), 1_000)).isEqualTo("held; 1 of its 2 tests run");
    assertThat(result(BOTH, Set.of("one"), 1_000)).isEqualTo("**not finished**");
    assertThat(result(Set.of(), Set.of(), 0)).isEqualTo("not run");
  }

  @Test
  void onceBrokenItStaysBroken() {
    PromiseReport report =
        new PromiseReport(
            List.of(
                record(BOTH, BOTH, 1_000, List.of()),
                record(BOTH, Set.of("one"), 10, List.of("other: lost one | of two\nmore")),
                record(BOTH, BOTH, 1_000, List.of())),
            true);

    assertThat(report.result(Promise.ONE_KEY_ONE_EFFECT))
        .isEqualTo("**broken**: other: lost one \\| of two");
  }

  @Test
  void partsOfARunAreCountedTogetherAndRepetitionsAreNot() {
    PromiseReport report =
        new PromiseReport(
            List.of(
                record(Set.of("one"), Set.of("one"), 600, List.of()),
                record(Set.of("other"), Set.of("other"), 600, List.of())),
            true);

    assertThat(report.result(Promise.ONE_KEY_ONE_EFFECT)).isEqualTo("held; fewer than promised");
  }

  @Test
  void aPromiseOfTheWholeRunIsNotKeptByAPart() {
    List<PromiseRecord> records =
        List.of(
            new PromiseRecord(
                Promise.LEDGER_WHOLE,
                "run1",
                Set.of(),
                Set.of(),
                Set.of(),
                7,
                List.of(),
                List.of()));

    assertThat(new PromiseReport(records, true).result(Promise.LEDGER_WHOLE)).isEqualTo("kept");
    assertThat(new PromiseReport(records, false).result(Promise.LEDGER_WHOLE))
        .isEqualTo("held; the whole suite has not passed");
  }

  @Test
  void everyPromiseHasARowAndARecordSurvivesItsFile(@TempDir Path directory) {
    PromiseRecord written = record(BOTH, BOTH, 1_000, List.of());
    written.write(directory, 1);
    List<PromiseRecord> read = PromiseRecord.readAll(directory);

    assertThat(read).containsExactly(written);
    assertThat(new PromiseReport(read, false).markdown(Map.of("Commit", "abc")))
        .contains("| Commit | abc |")
        .contains("| 1,000 keys | 1,000 keys | kept |")
        .contains("| 1,000 revocations |  | not run |")
        .contains("| Quotes | | | not part of this version |")
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
    return new PromiseReport(
            List.of(
                new PromiseRecord(
                    Promise.ONE_KEY_ONE_EFFECT,
                    "A",
                    BOTH,
                    begun,
                    passed,
                    number,
                    List.of(),
                    List.of())),
            true)
        .result(Promise.ONE_KEY_ONE_EFFECT);
  }

  private static PromiseRecord record(
      Set<String> begun, Set<String> passed, long number, List<String> faults) {
    return new PromiseRecord(
        Promise.ONE_KEY_ONE_EFFECT, "A", BOTH, begun, passed, number, List.of("measured"), faults);
  }
}
