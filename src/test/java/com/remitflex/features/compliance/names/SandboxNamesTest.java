package com.remitflex.features.compliance.names;

import static org.assertj.core.api.Assertions.assertThat;

import com.remitflex.features.compliance.names.NameMatch.Strength;
import com.remitflex.platform.ids.Environment;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A listed name is found in whatever letters it is written, and others are not. */
class SandboxNamesTest {
  private final NameScreening names = new SandboxNames();

  private Optional<Strength> match(String name) {
    return names.match(Environment.SANDBOX, name).map(NameMatch::strength);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Maximilian Specimen",
        "MAXIMILIAN SPECIMEN",
        "specimen, maximilian",
        "  Maximilian\u00a0\u2003Specimen ",
        "Maximilian-Specimen",
        "Max\u200bimil\u00adian Spec\u2060imen",
        "Maximilian\u202e Specimen\u202c",
        "M\u00e1x\u00efmili\u00e4n Sp\u00e9c\u00edmen",
        "Ma\u0301x\u0308imi\u0323lian Specime\u0300n",
        // Full-width letters, mathematical ones, ligatures.
        "\uff2d\uff21\uff38\uff29\uff2d\uff29\uff2c\uff29\uff21\uff2e \uff33\uff30\uff25\uff23\uff29\uff2d\uff25\uff2e",
        "\ud835\udc0c\ud835\udc1a\ud835\udc31imilian Specimen",
        // Cyrillic and Greek letters that look like Latin ones.
        "\u041c\u0430\u0445imili\u0430n S\u0440\u0435\u0441im\u0435n",
        "Maxim\u03b9l\u03b9an Spec\u03b9men",
        "MaximilianSpecimen",
        "Maxi milian Speci men",
        "Ivan Obrazcov",
        "Ivan Obraztsov",
        "\u0418\u0412\u0410\u041d \u041e\u0411\u0420\u0410\u0417\u0426\u041e\u0412",
        "\u041e\u0431\u0440\u0430\u0437\u0446\u043e\u0432 \u0418\u0432\u0430\u043d",
        "Karim Al Mithali",
        "KARIM ALMITHALI",
        "Forbidden Trading Company"
      })
  void theSameNameIsBlocked(String name) {
    assertThat(match(name)).as(name).contains(Strength.SAME);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Maximilan Specimen",
        "Maximilian Spceimen",
        "Maximiliann Speciman",
        "M. Specimen",
        "Maximilian Otto Specimen",
        "Specimen Maximilian jr",
        "Maximilian Spec1men",
        "Karim el Mithali",
        "Forbidden Trading Company Ltd"
      })
  void aSimilarNameIsForAPerson(String name) {
    assertThat(match(name)).as(name).contains(Strength.SIMILAR);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Maria Garcia",
        "Max Mustermann",
        "Specimen",
        "Maximilian",
        "Maximilian Huber",
        "Trading Company",
        "Acme Trading Company",
        "Karim Mansour",
        "M. S.",
        "\u674e\u660e",
        "!?",
        "\u200b"
      })
  void anotherNameIsClear(String name) {
    assertThat(match(name)).as(name).isEmpty();
  }

  @Test
  void aLongNameIsComparedQuickly() {
    assertThat(match("Maximilian ".repeat(2_000))).isEmpty();
  }

  @Test
  void liveHasNoMadeUpNames() {
    assertThat(names.match(Environment.LIVE, "Maximilian Specimen")).isEmpty();
  }
}
