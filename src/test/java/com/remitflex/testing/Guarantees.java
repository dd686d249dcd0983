package com.remitflex.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Counts the attempts of the tests at each guarantee. A full run stores the counts in
 * target/guarantees for the report; any other run discards them.
 */
public final class Guarantees {
  private static final long RUN = ProcessHandle.current().pid() + System.currentTimeMillis() * 10;
  private static final Map<String, Counts> COUNTS = new HashMap<>();
  private static String current = "";

  private Guarantees() {}

  /** What one test class has reported about one guarantee so far. */
  private static final class Counts {
    final Set<String> planned = new LinkedHashSet<>();
    final Set<String> begun = new LinkedHashSet<>();
    final Set<String> passed = new LinkedHashSet<>();
    final List<String> notes = new ArrayList<>();
    final List<String> errors = new ArrayList<>();
    long number;
  }

  /** Reports attempts at which the guarantee held. */
  public static synchronized void ran(Guarantee guarantee, long number) {
    counts(guarantee).number += number;
  }

  /** Reports a measurement, in words for the report. */
  public static synchronized void note(Guarantee guarantee, String note) {
    counts(guarantee).notes.add(note);
  }

  /** Reports that the guarantee was broken, whether or not the test fails. */
  public static synchronized void broken(Guarantee guarantee, String error) {
    counts(guarantee).errors.add(error);
    write(guarantee);
  }

  /** Records the version of the PostgreSQL of the tests. */
  static void runsOn(String postgresVersion) {
    if (!Seeded.isFull()) {
      return;
    }
    try {
      Files.createDirectories(GuaranteeRecord.DIRECTORY);
      Files.writeString(GuaranteeRecord.DIRECTORY.resolve("postgres"), postgresVersion);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static synchronized void begin(
      Guarantee guarantee, String test, Set<String> planned, String method) {
    current = test;
    Counts counts = counts(guarantee);
    counts.planned.addAll(planned);
    counts.begun.add(method);
    write(guarantee);
  }

  static synchronized void passed(Guarantee guarantee, String method) {
    counts(guarantee).passed.add(method);
    write(guarantee);
  }

  static synchronized void skipped(Guarantee guarantee, String method) {
    counts(guarantee).begun.remove(method);
    write(guarantee);
  }

  /** Stores what was reported about this guarantee so far. */
  static synchronized void write(Guarantee guarantee) {
    if (!Seeded.isFull()) {
      return;
    }
    Counts counts = counts(guarantee);
    new GuaranteeRecord(
            guarantee,
            source(guarantee),
            counts.planned,
            counts.begun,
            counts.passed,
            counts.number,
            counts.notes,
            counts.errors)
        .write(GuaranteeRecord.DIRECTORY, RUN);
  }

  private static Counts counts(Guarantee guarantee) {
    return COUNTS.computeIfAbsent(guarantee + source(guarantee), key -> new Counts());
  }

  private static String source(Guarantee guarantee) {
    return guarantee.isOfTheWholeRun() ? "run" + RUN : current;
  }
}
