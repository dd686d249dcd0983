package com.remitflex.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What a benchmark found: printed, and kept in bench/results. */
final class ResultFile {
  private ResultFile() {}

  /** Prints the text, and writes it to the file of this name. */
  static void publish(Path home, String name, String text) {
    System.out.print(text);
    Path file = home.resolve("bench/results/" + name + ".md");
    try {
      Files.createDirectories(file.getParent());
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new BenchException("Cannot write bench/results/" + name + ".md: " + e, e);
    }
  }
}
