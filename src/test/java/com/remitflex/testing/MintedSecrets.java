package com.remitflex.testing;

import static java.util.stream.Collectors.joining;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import com.remitflex.platform.database.Database;
import com.remitflex.platform.telemetry.MaskedJsonEncoder;
import com.remitflex.platform.text.ApiKeyText;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.stream.Stream;
import org.slf4j.LoggerFactory;

/**
 * Every API key and password that the tests of this JVM created. None of them may occur in a
 * response, a log, or a row of a table.
 */
public final class MintedSecrets {
  private static final String PREFIX = "rf_";
  private static final String PREFIX_IN_HEX = hex(PREFIX);

  private static final int COUNTED_LETTERS = 6;

  private static final String ANSWERS = "answers";
  private static final String TABLES = "tables";
  private static final String LOG_LINES = "log lines";
  private static final String LOG_FILES = "log files";

  private static final Set<String> KEYS = ConcurrentHashMap.newKeySet();
  private static final Set<String> PASSWORDS = ConcurrentHashMap.newKeySet();

  /** The hashes of the first letters of all passwords: most places in a text begin none of them. */
  private static final AtomicLongArray FIRST_LETTERS = new AtomicLongArray(1 << 10);

  private static final Map<String, AtomicLong> SEARCHED = new ConcurrentHashMap<>();
  private static final Queue<String> FOUND = new ConcurrentLinkedQueue<>();

  /** A row that a secret may stand in. */
  private record Suspect(String table, String row) {}

  private MintedSecrets() {}

  public static String key(String secret) {
    KEYS.add(secret);
    return secret;
  }

  static String password(String secret) {
    int hash = firstLetters(secret, 0);
    FIRST_LETTERS.getAndUpdate(hash >> 6, bits -> bits | 1L << hash);
    PASSWORDS.add(secret);
    return secret;
  }

  /** A number of 16 bits. */
  private static int firstLetters(String text, int at) {
    int hash = 0;
    for (int i = at; i < at + COUNTED_LETTERS; i++) {
      hash = 31 * hash + text.charAt(i);
    }
    return (hash ^ hash >>> 16) & 0xffff;
  }

  /** Fails if a secret stands in the answer. */
  public static void requireNoneInAnswer(String text) {
    search(ANSWERS, text);
    requireNoneFound();
  }

  /** Fails if a secret stands in what a server wrote to its log. */
  public static void requireNoneInLog(String text) {
    search(LOG_FILES, text);
    requireNoneFound();
  }

  /**
   * Fails if a secret stands in any column of any row, as text or as bytes. A fast run does not
   * look.
   *
   * @param passwords those of the people in the database; keys are found whoever has them
   */
  static void requireNoneIn(Database database, Collection<String> passwords) {
    if (Seeded.isFast()) {
      return;
    }
    List<Suspect> suspects =
        database.inTransaction(handle -> {
          List<String> tables =
              handle
                  .createQuery(
                      "SELECT relname FROM pg_class WHERE relkind = 'r'"
                          + " AND relnamespace = 'public'::regnamespace"
                          // Two of three have no row, and would be planned all the same.
                          + " AND pg_relation_size(oid) > 0")
                  .mapTo(String.class)
                  .list();
          // Every row of every table: on a busy machine that takes longer than a request may.
          handle.execute("SET LOCAL statement_timeout = 0");
          tables.forEach(table -> search(TABLES, ""));
          return handle
              .createQuery(
                  tables.stream()
                      .map("SELECT '%1$s' AS name, r::text AS content FROM \"%1$s\" r"::formatted)
                      .collect(
                          joining(
                              " UNION ALL ",
                              "SELECT name, content FROM (",
                              ") found WHERE content LIKE ANY (:like) OR content ~* :encoded")))
              .bindArray("like", String.class, likePatterns(passwords))
              .bind("encoded", EncodedSecrets.SUSPECTS)
              .map((row, _) -> new Suspect(row.getString(1), row.getString(2)))
              .list();
        });
    suspects.forEach(one -> find("table " + one.table(), one.row()));
    requireNoneFound();
  }

  /** Wide: of what they find, each row is searched exactly. */
  private static List<String> likePatterns(Collection<String> passwords) {
    return Stream.concat(
            passwords.stream().map(password -> "%" + password + "%"),
            Stream.of("%rf\\_test\\_%", "%rf\\_live\\_%", "%72665f%"))
        .toList();
  }

  /** Searches each line that the server logs in this JVM, as it would be written. */
  static void watchLogs() {
    LoggerContext loggers = (LoggerContext) LoggerFactory.getILoggerFactory();
    MaskedJsonEncoder encoder = new MaskedJsonEncoder();
    encoder.setContext(loggers);
    encoder.setWithFormattedMessage(true);
    encoder.start();
    AppenderBase<ILoggingEvent> search =
        new AppenderBase<>() {
          @Override
          protected void append(ILoggingEvent event) {
            search(LOG_LINES, new String(encoder.encode(event), StandardCharsets.UTF_8));
          }
        };
    search.setContext(loggers);
    search.start();
    loggers.getLogger(Logger.ROOT_LOGGER_NAME).addAppender(search);
  }

  /** Reports how many secrets were searched for, and where. */
  static void report() {
    Guarantees.ran(Guarantee.NO_SECRET_LEAKS, KEYS.size() + PASSWORDS.size());
    Guarantees.note(
        Guarantee.NO_SECRET_LEAKS,
        "%d keys and %d passwords; searched: %s"
            .formatted(KEYS.size(), PASSWORDS.size(), new TreeMap<>(SEARCHED)));
  }

  /** Fails if a secret was found anywhere so far, in the log too. */
  static void requireNoneFound() {
    if (!FOUND.isEmpty()) {
      throw new AssertionError(String.join("\n", FOUND));
    }
  }

  private static void search(String where, String text) {
    SEARCHED.computeIfAbsent(where, key -> new AtomicLong()).incrementAndGet();
    find(where, text);
  }

  private static void find(String where, String text) {
    if (holdsOne(text)) {
      FOUND.add("a secret stands in the " + where + ": " + ApiKeyText.mask(text));
      Guarantees.broken(Guarantee.NO_SECRET_LEAKS, "a secret stands in the " + where);
    }
  }

  /** Whether a key, in whatever encoding, or a password is part of the text. */
  static boolean holdsOne(String text) {
    if (holdsKey(text)) {
      return true;
    }
    for (int at = text.indexOf(PREFIX_IN_HEX); at >= 0; at = text.indexOf(PREFIX_IN_HEX, at + 1)) {
      String digits = part(text, at, 2 * ApiKeyText.LENGTH);
      if (digits.matches("([0-9a-f]{2})+") && KEYS.contains(unhex(digits))) {
        return true;
      }
    }
    return holdsPassword(text) || EncodedSecrets.decoded(text).anyMatch(MintedSecrets::holdsKey);
  }

  private static boolean holdsPassword(String text) {
    for (int at = 0; at + COUNTED_LETTERS <= text.length(); at++) {
      int hash = firstLetters(text, at);
      int from = at;
      if ((FIRST_LETTERS.get(hash >> 6) & 1L << hash) != 0
          && PASSWORDS.stream().anyMatch(password -> text.startsWith(password, from))) {
        return true;
      }
    }
    return false;
  }

  private static boolean holdsKey(String text) {
    for (int at = text.indexOf(PREFIX); at >= 0; at = text.indexOf(PREFIX, at + 1)) {
      if (KEYS.contains(part(text, at, ApiKeyText.LENGTH))) {
        return true;
      }
    }
    return false;
  }

  private static String part(String text, int from, int length) {
    return text.substring(from, Math.min(from + length, text.length()));
  }

  private static String hex(String text) {
    return HexFormat.of().formatHex(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static String unhex(String digits) {
    return new String(HexFormat.of().parseHex(digits), StandardCharsets.ISO_8859_1);
  }
}
