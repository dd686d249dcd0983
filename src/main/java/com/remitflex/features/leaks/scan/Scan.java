package com.remitflex.features.leaks.scan;

import com.remitflex.platform.text.ApiKeyText;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/** An offline search for API keys: its findings, its errors, and how much was searched. */
public final class Scan {
  private final Set<String> known;
  private final Queue<Finding> findings = new ConcurrentLinkedQueue<>();
  private final Queue<ScanError> errors = new ConcurrentLinkedQueue<>();
  private final Set<Path> repositories = new HashSet<>();
  private final AtomicLong contents = new AtomicLong();
  private final AtomicLong bytes = new AtomicLong();

  /**
   * A search that has not started.
   *
   * @param known masked forms of keys that are not reported
   */
  public Scan(Set<String> known) {
    this.known = Set.copyOf(known);
  }

  /** Searches files, and directories with everything below them. */
  public void files(List<Path> paths) {
    new FileScan(this).search(paths);
  }

  /**
   * Searches every object of the repositories that belong to a place: the one around it, those
   * below it, and those of their submodules. What cannot be searched is an error.
   */
  public void history(Path inside) {
    GitScan.history(this, inside);
  }

  /**
   * Searches what the next commit would add.
   *
   * @param inside empty: the repository and the index that Git's environment variables name
   */
  public void staged(Optional<Path> inside) {
    GitScan.staged(this, inside);
  }

  /** Searches a stream to its end. */
  public void stream(String name, InputStream in) {
    ByteScan scan = new ByteScan();
    try {
      scan.hits(in).forEach(hit -> found(name, Optional.empty(), hit));
    } catch (IOException e) {
      failed(name, e);
    }
    searched(scan.searched());
  }

  void found(String place, Optional<String> commit, ByteScan.Hit hit) {
    if (!known.contains(hit.display())) {
      findings.add(new Finding(shown(place), hit.line(), commit, hit.display()));
    }
  }

  void failed(String place, Exception failure) {
    String reason =
        switch (failure) {
          case NoSuchFileException none -> "does not exist";
          case AccessDeniedException denied -> "permission denied";
          default -> failure.getClass().getSimpleName() + ": " + failure.getMessage();
        };
    failed(place, reason);
  }

  void failed(String place, String reason) {
    errors.add(new ScanError(shown(place), shown(reason)));
  }

  /** Whether this repository was not searched yet; it counts as searched from now on. */
  boolean isNew(Path repository) {
    return repositories.add(repository);
  }

  /** Counts a file or object that was searched to its end. */
  void searched(long size) {
    contents.incrementAndGet();
    passed(size);
  }

  void passed(long size) {
    bytes.addAndGet(size);
  }

  /** The text without keys, and without characters that could start a new line. */
  private static String shown(String text) {
    return ApiKeyText.mask(text).replaceAll("[\\p{Cntrl}\u2028\u2029\u202a-\u202e]", "?");
  }

  /** The findings, in the order of their places. */
  public List<Finding> findings() {
    return findings.stream().distinct().sorted(Finding.ORDER).toList();
  }

  public List<ScanError> errors() {
    return errors.stream().distinct().toList();
  }

  /** The number of files and repository objects that were searched. */
  public long contents() {
    return contents.get();
  }

  public long bytes() {
    return bytes.get();
  }
}
