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

/** A search for API keys, offline: what was found, what failed, and how much was searched. */
public final class Scan {
  private final Set<String> known;
  private final Queue<Finding> findings = new ConcurrentLinkedQueue<>();
  private final Queue<ScanError> faults = new ConcurrentLinkedQueue<>();
  private final Set<Path> repositories = new HashSet<>();
  private final AtomicLong contents = new AtomicLong();
  private final AtomicLong bytes = new AtomicLong();

  /**
   * A search that has not begun.
   *
   * @param known shown forms of keys that are not told
   */
  public Scan(Set<String> known) {
    this.known = Set.copyOf(known);
  }

  /** Searches files, and directories with all that is below them. */
  public void files(List<Path> paths) {
    new FileScan(this).search(paths);
  }

  /**
   * Searches every object of the repositories that belong to a place: the one around it, those
   * below it, and those of their submodules. What is not searched is a fault.
   */
  public void history(Path inside) {
    GitScan.history(this, inside);
  }

  /**
   * Searches what a commit would add.
   *
   * @param inside empty for the repository and the index that Git's environment names
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
    searched(scan.seen());
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
          case AccessDeniedException denied -> "may not be read";
          default -> failure.getClass().getSimpleName() + ": " + failure.getMessage();
        };
    failed(place, reason);
  }

  void failed(String place, String reason) {
    faults.add(new ScanError(shown(place), shown(reason)));
  }

  /** Whether a repository was not searched before. */
  boolean isNew(Path repository) {
    return repositories.add(repository);
  }

  /** Counts a file, or whatever else was searched to its end. */
  void searched(long size) {
    contents.incrementAndGet();
    passed(size);
  }

  void passed(long size) {
    bytes.addAndGet(size);
  }

  /** A name may be anything: neither a key nor a line of its own comes out of it. */
  private static String shown(String text) {
    return ApiKeyText.mask(text).replaceAll("[\\p{Cntrl}\u2028\u2029\u202a-\u202e]", "?");
  }

  /** What was found, in the order of the places. */
  public List<Finding> findings() {
    return findings.stream().distinct().sorted(Finding.ORDER).toList();
  }

  public List<ScanError> faults() {
    return faults.stream().distinct().toList();
  }

  /** How many files, and objects of repositories, were searched. */
  public long contents() {
    return contents.get();
  }

  public long bytes() {
    return bytes.get();
  }
}
