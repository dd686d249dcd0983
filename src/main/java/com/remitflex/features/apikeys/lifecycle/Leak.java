package com.remitflex.features.apikeys.lifecycle;

import java.util.Optional;

/**
 * The report that a key leaked.
 *
 * @param source who found it
 * @param foundAt where, according to the reporter
 */
public record Leak(Source source, Optional<String> foundAt) {
  /** Who found a leaked key. */
  public enum Source {
    /** GitHub, whose signature was verified. */
    GITHUB("github"),
    /** Anyone who sent the full key, and thereby proved to have it. */
    REPORT("report");

    private final String word;

    Source(String word) {
      this.word = word;
    }

    public String word() {
      return word;
    }

    public static Source of(String word) {
      for (Source source : values()) {
        if (source.word.equals(word)) {
          return source;
        }
      }
      throw new IllegalStateException("unknown source of leak reports: " + word);
    }
  }
}
