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
 * What one test class, in one run, has to say of a promise; a file in target/promises.
 *
 * @param test the class, or the run where the promise is of the whole run
 * @param planned the tests on which the promise rests
 * @param begun those that were started and not left out
 * @param passed those that ended well
 * @param number how many tries there were
 * @param notes what was measured
 * @param faults how it was broken
 */
record GuaranteeRecord(
    Guarantee promise,
    String test,
    Set<String> planned,
    Set<String> begun,
    Set<String> passed,
    long number,
    List<String> notes,
    List<String> faults) {
  static final Path DIRECTORY = Path.of("target", "promises");
  private static final ObjectMapper MAPPER = new ObjectMapper();

  GuaranteeRecord {
    planned = Set.copyOf(planned);
    begun = Set.copyOf(begun);
    passed = Set.copyOf(passed);
    notes = List.copyOf(notes);
    faults = List.copyOf(faults);
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

  /** Replaces what the same test said in the same run; a reader sees the old file or the new. */
  void write(Path directory, long run) {
    try {
      Files.createDirectories(directory);
      Path file = directory.resolve(promise + "-" + test + "-" + run + ".json");
      Path draft = directory.resolve(file.getFileName() + ".draft");
      Files.write(draft, MAPPER.writeValueAsBytes(this));
      Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
