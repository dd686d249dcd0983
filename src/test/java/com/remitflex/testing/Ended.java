package com.remitflex.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

/** How a command ended, and what it wrote. */
public record Ended(int status, String out, String err) {
  /** Standard error without the log: on a starved machine the engine may try again and log it. */
  public List<String> told() {
    return err.lines().filter(line -> !line.startsWith("{\"timestamp\":")).toList();
  }

  /** The command failed with one line that has all these parts, and no stack trace. */
  public static void assertRejected(Ended ended, String... parts) {
    assertThat(ended.status()).isEqualTo(1);
    List<String> sentences = ended.err().lines().filter(line -> !line.endsWith(" ...")).toList();
    assertThat(sentences).as(ended.err()).hasSize(1);
    assertThat(sentences.getFirst()).contains(parts);
    assertThat(ended.err()).doesNotContain("Exception").doesNotContain("\tat ");
  }
}
