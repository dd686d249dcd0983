package com.remitflex.platform.database.backup;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The files of a PostgreSQL data directory that belong in a backup. What is left out is created
 * again by the next start (PostgreSQL manual, "Making a Base Backup Using the Low Level API").
 *
 * @param directories relative paths, also of directories whose contents are left out
 * @param files relative paths; the control file is last, since it must be the newest
 */
record PostgresFiles(List<Path> directories, List<Path> files, long bytes) {
  private static final Set<String> WITHOUT_CONTENTS =
      Set.of(
          "pg_wal",
          "pg_dynshmem",
          "pg_notify",
          "pg_replslot",
          "pg_serial",
          "pg_snapshots",
          "pg_stat_tmp",
          "pg_subtrans");

  private static final Set<String> LEFT_OUT =
      Set.of(
          "postmaster.pid",
          "postmaster.opts",
          "backup_label.old",
          "tablespace_map.old",
          "current_logfiles",
          "postgresql.auto.conf.tmp",
          "recovery.signal",
          "standby.signal");

  private static final Path CONTROL = Path.of("global", "pg_control");

  /** Directories of the WAL, which exist only while it is in use. */
  private static final List<Path> OF_WAL =
      List.of(Path.of("pg_wal", "archive_status"), Path.of("pg_wal", "summaries"));

  static PostgresFiles in(Path root) throws IOException {
    Visitor visitor = new Visitor(root);
    Files.walkFileTree(root, visitor);
    visitor.files.remove(CONTROL);
    visitor.files.add(CONTROL);
    visitor.directories.addAll(OF_WAL);
    return new PostgresFiles(visitor.directories, visitor.files, visitor.bytes);
  }

  private static final class Visitor extends SimpleFileVisitor<Path> {
    private final Path root;
    private final List<Path> directories = new ArrayList<>();
    private final List<Path> files = new ArrayList<>();
    private long bytes;

    Visitor(Path root) {
      this.root = root;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
      Path relative = root.relativize(directory);
      String name = relative.toString();
      if (name.isEmpty()) {
        return FileVisitResult.CONTINUE;
      }
      if (directory.getFileName().toString().startsWith("pgsql_tmp")) {
        return FileVisitResult.SKIP_SUBTREE;
      }
      directories.add(relative);
      return WITHOUT_CONTENTS.contains(name)
          ? FileVisitResult.SKIP_SUBTREE
          : FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      Path relative = root.relativize(file);
      String name = file.getFileName().toString();
      boolean leftOut =
          LEFT_OUT.contains(relative.toString())
              || name.startsWith("pgsql_tmp")
              || name.startsWith("pg_internal.init");
      if (attributes.isRegularFile() && !leftOut) {
        files.add(relative);
        bytes += attributes.size();
      }
      return FileVisitResult.CONTINUE;
    }

    /** PostgreSQL deletes files at any time; its WAL says so too. */
    @Override
    public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
      if (e instanceof NoSuchFileException) {
        return FileVisitResult.CONTINUE;
      }
      throw e;
    }
  }
}
