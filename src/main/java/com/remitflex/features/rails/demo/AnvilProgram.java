package com.remitflex.features.rails.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** The program of the node: a package of Node.js, of which one part is for each platform. */
final class AnvilProgram {
  private static final String PACKAGES = "node_modules/@foundry-rs";

  private AnvilProgram() {}

  /**
   * The program.
   *
   * @param home where RemitFlex is installed
   * @throws DemoChainException if it is not installed
   */
  static Path require(Path home) {
    Path directory = home.toAbsolutePath().normalize().resolve("ops").resolve("demo-chain");
    return find(directory).orElseThrow(() -> missing(home, directory));
  }

  private static Optional<Path> find(Path directory) {
    Path packages = directory.resolve(PACKAGES);
    if (!Files.isDirectory(packages)) {
      return Optional.empty();
    }
    try (Stream<Path> found = Files.list(packages)) {
      return found
          .map(one -> one.resolve("bin").resolve("anvil"))
          .filter(Files::isExecutable)
          .findFirst();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static DemoChainException missing(Path home, Path directory) {
    String reason =
        "The demo chain needs the program anvil, a package of Node.js, which is not in ";
    if (Files.exists(home.resolve("pom.xml"))) {
      return new DemoChainException(
          reason + directory + ". Install it: ./remitflex setup --demo-chain");
    }
    return new DemoChainException(
        reason
            + directory
            + ". With Node.js 18 or newer, install it: cd "
            + directory
            + " && npm ci --omit=dev --ignore-scripts");
  }
}
