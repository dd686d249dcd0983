package com.remitflex.features.accounts;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The kinds of unusual activity of a key that raise an alert. */
public enum AlertKind {
  /** Far more requests in an hour than in the key's history. */
  SPIKE("sent far more requests than usual for this time"),
  /** The first use from an IPv4 /24 or an IPv6 /48 network. */
  NEW_NETWORK("was used from a new network"),
  SILENCE("was used after a long period of inactivity"),
  /** A key that was never issued came from an address that the key is used from. */
  UNKNOWN_KEY("is used from an address that also sent a key that does not exist"),
  CANARY("is a canary key and was used. Anyone who uses it found it where you placed it");

  public static final List<String> WORDS = Arrays.stream(values()).map(AlertKind::word).toList();

  private final String sentence;

  AlertKind(String sentence) {
    this.sentence = sentence;
  }

  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** What happened, with the key as the subject. */
  public String sentence() {
    return sentence;
  }

  static Optional<AlertKind> find(String word) {
    return Arrays.stream(values()).filter(kind -> kind.word().equals(word)).findFirst();
  }

  /** The kinds as a column stores them. */
  public static String stored(Set<AlertKind> kinds) {
    return kinds.stream().map(AlertKind::word).sorted().collect(Collectors.joining(","));
  }

  public static Set<AlertKind> ofStored(String words) {
    return words.isEmpty()
        ? Set.of()
        : Arrays.stream(words.split(",", -1)).map(AlertKind::of).collect(Collectors.toSet());
  }

  public static AlertKind of(String word) {
    return find(word).orElseThrow(() -> new IllegalStateException("no kind of alert: " + word));
  }
}
