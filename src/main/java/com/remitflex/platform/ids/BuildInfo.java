package com.remitflex.platform.ids;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Optional;
import java.util.Properties;

/**
 * Identifies this build; the only source of its version.
 *
 * @param version for example 0.1.0
 * @param commit the full ID of the commit; empty if the sources were not in a Git repository
 * @param date the time of the commit, so that two builds of a commit are equal
 * @param hasUncommittedChanges whether the sources differed from the commit
 */
public record BuildInfo(
    String version,
    Optional<String> commit,
    Optional<Instant> date,
    boolean hasUncommittedChanges) {
  private static final String FILE = "/build.properties";

  /** The value of what is not known, where an empty one is not possible. */
  public static final String UNKNOWN = "unknown";

  private static final BuildInfo CURRENT = read();

  /** The build that runs. */
  public static BuildInfo current() {
    return CURRENT;
  }

  /** The commit as one word: its ID, with {@code -dirty} after uncommitted changes, or unknown. */
  public String revision() {
    return commit.map(id -> hasUncommittedChanges ? id + "-dirty" : id).orElse(UNKNOWN);
  }

  private static BuildInfo read() {
    Properties properties = new Properties();
    try (InputStream file = BuildInfo.class.getResourceAsStream(FILE)) {
      if (file != null) {
        properties.load(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return of(properties);
  }

  static BuildInfo of(Properties properties) {
    return new BuildInfo(
        find(properties, "version").orElse(UNKNOWN),
        find(properties, "commit"),
        find(properties, "date").map(Instant::parse),
        find(properties, "uncommitted-changes").filter("true"::equals).isPresent());
  }

  /** A value that the build has filled in; without Maven, the name of its variable stays. */
  private static Optional<String> find(Properties properties, String name) {
    return Optional.ofNullable(properties.getProperty(name))
        .filter(value -> !value.isBlank() && !value.startsWith("${") && !value.equals(UNKNOWN));
  }
}
