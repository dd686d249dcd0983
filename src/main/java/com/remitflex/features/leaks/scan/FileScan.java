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
 * Searches files with all processors, a large one in parts; a file that holds a key is read once
 * more for its lines. Links below a directory are not followed: what they lead to is searched where
 * it lies.
 */
final class FileScan {
  private static final long PART = 16L << 20;

  private final Scan scan;
  private final Set<Path> holders = ConcurrentHashMap.newKeySet();

  FileScan(Scan scan) {
    this.scan = scan;
  }

  void search(List<Path> paths) {
    try (Workers workers = new Workers()) {
      paths.forEach(path -> search(path, workers));
    }
    try (Workers workers = new Workers()) {
      holders.forEach(file -> workers.run(bytes -> tellLines(file, bytes)));
    }
  }

  private void search(Path path, Workers workers) {
    try {
      BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
      if (attributes.isDirectory()) {
        // With the dot a link that was named is the directory that it leads to.
        Files.walkFileTree(path.resolve("."), new Visitor(workers));
      } else if (attributes.isRegularFile()) {
        search(path, attributes.size(), workers);
      } else {
        // A pipe, as of a shell's process substitution.
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
      long begin = from;
      workers.run(bytes -> search(file, begin, PART, bytes));
      from += PART;
    }
    // The last part goes to the end, wherever that is by then.
    long begin = from;
    workers.run(bytes -> {
      if (search(file, begin, Long.MAX_VALUE, bytes)) {
        scan.searched(0);
      }
    });
  }

  private boolean search(Path file, long from, long most, ByteScan bytes) {
    long before = bytes.seen();
    try (FileChannel channel = FileChannel.open(file)) {
      if (from > 0) {
        channel.position(from);
      }
      if (bytes.holdsKey(Channels.newInputStream(channel), most)) {
        holders.add(file);
      }
      scan.passed(bytes.seen() - before);
      return true;
    } catch (IOException e) {
      scan.failed(file.normalize().toString(), e);
      return false;
    }
  }

  private void tellLines(Path file, ByteScan bytes) {
    String place = file.normalize().toString();
    try (InputStream in = Channels.newInputStream(FileChannel.open(file))) {
      List<ByteScan.Hit> hits = bytes.hits(in);
      hits.forEach(hit -> scan.found(place, Optional.empty(), hit));
      if (hits.isEmpty()) {
        scan.failed(place, "held a key, and was changed meanwhile");
      }
    } catch (IOException e) {
      scan.failed(place, e);
    }
  }

  /** Takes the regular files; pipes, sockets, devices and links hold nothing of their own. */
  private final class Visitor extends SimpleFileVisitor<Path> {
    private final Workers workers;

    Visitor(Workers workers) {
      this.workers = workers;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
      // Objects of Git are compressed: they are searched as a history.
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
