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
 * Every object that a repository holds, whether or not anything reaches it: loose ones, those in
 * packs, and those of the repositories that it borrows objects from. One that lies in two places
 * comes twice.
 */
final class GitObjects {
  private static final Pattern LOOSE_DIRECTORY = Pattern.compile("[0-9a-f]{2}");
  private static final Pattern LOOSE = Pattern.compile("[0-9a-f]{38}");

  private final Scan scan;
  private final Consumer<ObjectId> taker;
  private final Set<Path> seen = new HashSet<>();

  private GitObjects(Scan scan, Consumer<ObjectId> taker) {
    this.scan = scan;
    this.taker = taker;
  }

  /** Hands over every object below a directory `objects`; what cannot be read is a fault. */
  static void each(Scan scan, Path objects, Consumer<ObjectId> taker) {
    new GitObjects(scan, taker).directory(objects);
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
                taker.accept(ObjectId.fromString(head + tail));
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
          scan.failed(pack.normalize().toString(), "has no index, so it was not searched");
          continue;
        }
        for (PackIndex.MutableEntry entry : PackIndex.open(index.toFile())) {
          taker.accept(entry.toObjectId());
        }
      }
    }
  }
}
