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
 * Where tests tell how many tries they gave a promise. A full run keeps it in target/promises for
 * the report; any other run forgets it.
 */
public final class Guarantees {
  private static final long RUN = ProcessHandle.current().pid() + System.currentTimeMillis() * 10;
  private static final Map<String, Tally> TALLIES = new HashMap<>();
  private static String current = "";

  private Guarantees() {}

  /** What was told of one promise by one test class so far. */
  private static final class Tally {
    final Set<String> planned = new LinkedHashSet<>();
    final Set<String> begun = new LinkedHashSet<>();
    final Set<String> passed = new LinkedHashSet<>();
    final List<String> notes = new ArrayList<>();
    final List<String> faults = new ArrayList<>();
    long number;
  }

  /** Tells of so many tries that held. */
  public static synchronized void ran(Guarantee promise, long number) {
    tally(promise).number += number;
  }

  /** Tells what was measured on the way, in words for the report. */
  public static synchronized void note(Guarantee promise, String note) {
    tally(promise).notes.add(note);
  }

  /** Tells that the promise was broken, whatever the test makes of it. */
  public static synchronized void broken(Guarantee promise, String fault) {
    tally(promise).faults.add(fault);
    write(promise);
  }

  /** Tells which PostgreSQL the tests run on. */
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
      Guarantee promise, String test, Set<String> planned, String method) {
    current = test;
    Tally tally = tally(promise);
    tally.planned.addAll(planned);
    tally.begun.add(method);
    write(promise);
  }

  static synchronized void passed(Guarantee promise, String method) {
    tally(promise).passed.add(method);
    write(promise);
  }

  static synchronized void leftOut(Guarantee promise, String method) {
    tally(promise).begun.remove(method);
    write(promise);
  }

  /** Keeps what was told of this promise so far. */
  static synchronized void write(Guarantee promise) {
    if (!Seeded.isFull()) {
      return;
    }
    Tally tally = tally(promise);
    new GuaranteeRecord(
            promise,
            source(promise),
            tally.planned,
            tally.begun,
            tally.passed,
            tally.number,
            tally.notes,
            tally.faults)
        .write(GuaranteeRecord.DIRECTORY, RUN);
  }

  private static Tally tally(Guarantee promise) {
    return TALLIES.computeIfAbsent(promise + source(promise), key -> new Tally());
  }

  private static String source(Guarantee promise) {
    return promise.isOfTheWholeRun() ? "run" + RUN : current;
  }
}
