package com.remitflex.testing;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What one test class reports about a guarantee in one run: a file in target/guarantees.
 *
 * @param test the class, or the run if the run as a whole proves the guarantee
 * @param planned the tests that prove the guarantee
 * @param begun the tests that were started and not skipped
 * @param passed the tests that passed
 * @param number the number of attempts
 * @param notes measurements, in words
 * @param errors how the guarantee was broken
 */
record GuaranteeRecord(
    Guarantee guarantee,
    String test,
    Set<String> planned,
    Set<String> begun,
    Set<String> passed,
    long number,
    List<String> notes,
    List<String> errors) {
  static final Path DIRECTORY = Path.of("target", "guarantees");
  private static final ObjectMapper MAPPER = new ObjectMapper();

  GuaranteeRecord {
    planned = Set.copyOf(planned);
    begun = Set.copyOf(begun);
    passed = Set.copyOf(passed);
    notes = List.copyOf(notes);
    errors = List.copyOf(errors);
  }

  /** Every record in the directory. */
  static List<GuaranteeRecord> readAll(Path directory) {
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .filter(file -> file.toString().endsWith(".json"))
          .sorted()
          .map(GuaranteeRecord::read)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static GuaranteeRecord read(Path file) {
    try {
      return MAPPER.readValue(file.toFile(), GuaranteeRecord.class);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Replaces the record of the same test in the same run, atomically. */
  void write(Path directory, long run) {
    try {
      Files.createDirectories(directory);
      Path file = directory.resolve(guarantee + "-" + test + "-" + run + ".json");
      Path draft = directory.resolve(file.getFileName() + ".draft");
      Files.write(draft, MAPPER.writeValueAsBytes(this));
      Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
