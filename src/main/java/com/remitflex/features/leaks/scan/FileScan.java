package com.remitflex.features.leaks.scan;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Searches files on all processors, large files in parts. A file that contains a key is read again
 * to find the lines. Symbolic links below a directory are not followed: their targets are searched
 * where they are.
 */
final class FileScan {
  private static final long PART = 16L << 20;

  private final Scan scan;
  private final Set<Path> filesWithKeys = ConcurrentHashMap.newKeySet();

  FileScan(Scan scan) {
    this.scan = scan;
  }

  void search(List<Path> paths) {
    try (Workers workers = new Workers()) {
      paths.forEach(path -> search(path, workers));
    }
    try (Workers workers = new Workers()) {
      filesWithKeys.forEach(file -> workers.run(bytes -> reportLines(file, bytes)));
    }
  }

  private void search(Path path, Workers workers) {
    try {
      BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
      if (attributes.isDirectory()) {
        // With the dot, a link that the user named is followed to its directory.
        Files.walkFileTree(path.resolve("."), new Visitor(workers));
      } else if (attributes.isRegularFile()) {
        search(path, attributes.size(), workers);
      } else {
        // A pipe, for example from a shell's process substitution.
        try (InputStream in = Files.newInputStream(path)) {
          scan.stream(path.toString(), in);
        }
      }
    } catch (IOException e) {
      scan.failed(path.toString(), e);
    }
  }

  private void search(Path file, long size, Workers workers) {
    long from = 0;
    while (size - from > PART) {
      long start = from;
      workers.run(bytes -> search(file, start, PART, bytes));
      from += PART;
    }
    // The last part reaches to the end, even if the file has grown.
    long start = from;
    workers.run(bytes -> {
      if (search(file, start, Long.MAX_VALUE, bytes)) {
        scan.searched(0);
      }
    });
  }

  private boolean search(Path file, long from, long limit, ByteScan bytes) {
    long before = bytes.searched();
    try (FileChannel channel = FileChannel.open(file)) {
      if (from > 0) {
        channel.position(from);
      }
      if (bytes.containsKey(Channels.newInputStream(channel), limit)) {
        filesWithKeys.add(file);
      }
      scan.passed(bytes.searched() - before);
      return true;
    } catch (IOException e) {
      scan.failed(file.normalize().toString(), e);
      return false;
    }
  }

  private void reportLines(Path file, ByteScan bytes) {
    String place = file.normalize().toString();
    try (InputStream in = Channels.newInputStream(FileChannel.open(file))) {
      List<ByteScan.Hit> hits = bytes.hits(in);
      hits.forEach(hit -> scan.found(place, Optional.empty(), hit));
      if (hits.isEmpty()) {
        scan.failed(place, "contained a key, but has changed since");
      }
    } catch (IOException e) {
      scan.failed(place, e);
    }
  }

  /**
   * Visits the regular files only: pipes, sockets, devices and links have no content of their own.
   */
  private final class Visitor extends SimpleFileVisitor<Path> {
    private final Workers workers;

    Visitor(Workers workers) {
      this.workers = workers;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
      // Git's objects are compressed; the search of the history reads them.
      return directory.endsWith(Path.of(".git", "objects"))
          ? FileVisitResult.SKIP_SUBTREE
          : FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      if (attributes.isRegularFile()) {
        search(file, attributes.size(), workers);
      }
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException failure) {
      scan.failed(file.normalize().toString(), failure);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure) {
      if (failure != null) {
        scan.failed(directory.normalize().toString(), failure);
      }
      return FileVisitResult.CONTINUE;
    }
  }
}
