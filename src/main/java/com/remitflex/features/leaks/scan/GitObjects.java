package com.remitflex.features.leaks.scan;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.eclipse.jgit.internal.storage.file.PackIndex;
import org.eclipse.jgit.lib.ObjectId;

/**
 * Lists every object of a repository, reachable or not: loose objects, packed objects, and those of
 * the repositories that it borrows objects from. An object that is stored twice is listed twice.
 */
final class GitObjects {
  private static final Pattern LOOSE_DIRECTORY = Pattern.compile("[0-9a-f]{2}");
  private static final Pattern LOOSE = Pattern.compile("[0-9a-f]{38}");

  private final Scan scan;
  private final Consumer<ObjectId> consumer;
  private final Set<Path> seen = new HashSet<>();

  private GitObjects(Scan scan, Consumer<ObjectId> consumer) {
    this.scan = scan;
    this.consumer = consumer;
  }

  /** Passes on every object below a directory `objects`; what cannot be read is an error. */
  static void each(Scan scan, Path objects, Consumer<ObjectId> consumer) {
    new GitObjects(scan, consumer).directory(objects);
  }

  private void directory(Path objects) {
    try {
      if (!seen.add(objects.toRealPath())) {
        return;
      }
      loose(objects);
      Path packs = objects.resolve("pack");
      if (Files.isDirectory(packs)) {
        packs(packs);
      }
      Path alternates = objects.resolve("info").resolve("alternates");
      if (Files.isRegularFile(alternates)) {
        for (String line : Files.readAllLines(alternates, StandardCharsets.UTF_8)) {
          if (!line.isBlank() && !line.startsWith("#")) {
            directory(objects.resolve(line));
          }
        }
      }
    } catch (IOException e) {
      scan.failed(objects.normalize().toString(), e);
    }
  }

  private void loose(Path objects) throws IOException {
    try (DirectoryStream<Path> directories = Files.newDirectoryStream(objects)) {
      for (Path directory : directories) {
        String head = directory.getFileName().toString();
        if (LOOSE_DIRECTORY.matcher(head).matches()) {
          try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
            for (Path file : files) {
              String tail = file.getFileName().toString();
              if (LOOSE.matcher(tail).matches()) {
                consumer.accept(ObjectId.fromString(head + tail));
              }
            }
          }
        }
      }
    }
  }

  private void packs(Path packs) throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(packs, "*.pack")) {
      for (Path pack : files) {
        String name = pack.getFileName().toString();
        Path index = pack.resolveSibling(name.substring(0, name.length() - 4) + "idx");
        if (!Files.isRegularFile(index)) {
          scan.failed(pack.normalize().toString(), "has no index and was not searched");
          continue;
        }
        for (PackIndex.MutableEntry entry : PackIndex.open(index.toFile())) {
          consumer.accept(entry.toObjectId());
        }
      }
    }
  }
}
