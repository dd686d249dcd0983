package com.remitflex.features.leaks.scan;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Finds the Git repositories that belong to a place: the one around it, those in directories below
 * it with or without a work tree, and those of submodules, which are stored inside the repository
 * that contains them. A linked work tree leads to the repository that it shares.
 */
final class GitDirectories {
  /** Directories of a repository that contain no other repository. */
  private static final Set<String> WITHOUT_REPOSITORIES =
      Set.of("objects", "refs", "logs", "hooks", "lfs", "info");

  private static final String GIT = ".git";
  private static final String LINK = "gitdir:";

  private final Scan scan;
  private final Path inside;

  /** The repositories, each with the prefix of the names of its files. */
  private final Map<Path, String> found = new LinkedHashMap<>();

  private GitDirectories(Scan scan, Path inside) {
    this.scan = scan;
    this.inside = inside;
  }

  /**
   * The directories of these repositories, each with the prefix of the names of its files: empty
   * for the repository around the place.
   */
  static Map<Path, String> find(Scan scan, Path inside) {
    GitDirectories directories = new GitDirectories(scan, inside);
    FileRepositoryBuilder builder = new FileRepositoryBuilder();
    builder.findGitDir(inside.toAbsolutePath().toFile());
    if (builder.getGitDir() != null) {
      directories.add(builder.getGitDir().toPath(), "");
    }
    if (Files.isDirectory(inside)) {
      directories.walk(inside.resolve("."), directories.new Below());
    }
    return directories.found;
  }

  private void walk(Path directory, SimpleFileVisitor<Path> visitor) {
    try {
      Files.walkFileTree(directory, visitor);
    } catch (IOException e) {
      scan.failed(directory.normalize().toString(), e);
    }
  }

  private void add(Path gitDirectory, String prefix) {
    try {
      Path own = gitDirectory.toRealPath();
      Path link = own.resolve("commondir");
      Path shared = Files.isRegularFile(link) ? own.resolve(line(link)).toRealPath() : own;
      if (found.putIfAbsent(shared, prefix) == null) {
        walk(shared, new Within(shared, prefix));
      }
    } catch (IOException e) {
      scan.failed(gitDirectory.normalize().toString(), e);
    }
  }

  private static String line(Path file) throws IOException {
    return Files.readString(file, StandardCharsets.UTF_8).strip();
  }

  /** Follows a file or link with the name `.git`. */
  private void follow(Path file) {
    try {
      Path real = file.toRealPath();
      if (Files.isDirectory(real)) {
        add(real, prefix(file.getParent()));
        return;
      }
      String line = line(real);
      if (line.startsWith(LINK)) {
        add(real.resolveSibling(line.substring(LINK.length()).strip()), prefix(file.getParent()));
      }
    } catch (IOException e) {
      scan.failed(file.normalize().toString(), "points to a Git repository that does not exist");
    }
  }

  private String prefix(@Nullable Path directory) {
    String relative =
        Optional.ofNullable(directory)
            .map(path -> inside.resolve(".").normalize().relativize(path.normalize()).toString())
            .orElse("");
    return relative.isEmpty() ? "" : relative + "/";
  }

  private static boolean isGitDirectory(Path directory) {
    return Files.exists(directory.resolve("HEAD"))
        && Files.isDirectory(directory.resolve("objects"))
        && (Files.isDirectory(directory.resolve("refs"))
            || Files.isDirectory(directory.resolve("reftable")));
  }

  /** Visits all directories below the place. */
  private final class Below extends SimpleFileVisitor<Path> {
    @Override
    public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
      boolean isGit = directory.endsWith(GIT);
      if (!isGit && !isGitDirectory(directory)) {
        return FileVisitResult.CONTINUE;
      }
      if (isGit && !isGitDirectory(directory)) {
        scan.failed(directory.normalize().toString(), "is an incomplete Git repository");
        return FileVisitResult.CONTINUE;
      }
      add(directory, prefix(isGit ? directory.getParent() : directory));
      return FileVisitResult.SKIP_SUBTREE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      if (file.endsWith(GIT)) {
        follow(file);
      } else if (file.toString().endsWith(".bundle") && attributes.isRegularFile()) {
        scan.failed(
            file.normalize().toString(),
            "is a Git bundle, which is not searched. Clone it and search the clone");
      }
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException failure) {
      scan.failed(file.normalize().toString(), failure);
      return FileVisitResult.CONTINUE;
    }
  }

  /** Finds the repositories of submodules inside a repository. */
  private final class Within extends SimpleFileVisitor<Path> {
    private final Path repository;
    private final String prefix;

    Within(Path repository, String prefix) {
      this.repository = repository;
      this.prefix = prefix;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
      if (directory.equals(repository)) {
        return FileVisitResult.CONTINUE;
      }
      if (isGitDirectory(directory)) {
        String own = repository.endsWith(GIT) ? GIT + "/" : "";
        add(directory, prefix + own + repository.relativize(directory) + "/");
        return FileVisitResult.SKIP_SUBTREE;
      }
      return WITHOUT_REPOSITORIES.contains(directory.getFileName().toString())
              && repository.equals(directory.getParent())
          ? FileVisitResult.SKIP_SUBTREE
          : FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException failure) {
      scan.failed(file.normalize().toString(), failure);
      return FileVisitResult.CONTINUE;
    }
  }
}
