package com.remitflex.alerts;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What can be unusual about the use of a key. */
public enum AlertKind {
  /** Far more requests in an hour than the key's past tells. */
  SPIKE("sent far more requests than it usually does at this time"),
  /** The first use from an IPv4 /24 or an IPv6 /48. */
  NEW_NETWORK("was used from a network that it was never used from before"),
  SILENCE("was used after a long silence"),
  /** A key that no one has issued came from an address that the key is used from. */
  UNKNOWN_KEY("shares its address with someone who tried a key that does not exist"),
  CANARY("is a canary, and was used: whoever did so has it from where you left it");

  static final List<String> WORDS = Arrays.stream(values()).map(AlertKind::word).toList();

  private final String sentence;

  AlertKind(String sentence) {
    this.sentence = sentence;
  }

  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** What happened, with the key as the subject. */
  String sentence() {
    return sentence;
  }

  static Optional<AlertKind> find(String word) {
    return Arrays.stream(values()).filter(kind -> kind.word().equals(word)).findFirst();
  }

  static AlertKind of(String word) {
    return find(word).orElseThrow(() -> new IllegalStateException("no kind of alert: " + word));
  }
}
