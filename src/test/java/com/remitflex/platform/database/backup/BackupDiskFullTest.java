package com.remitflex.platform.database.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.remitflex.platform.database.EmbeddedPostgres;
import com.remitflex.platform.database.TestPostgres;
import com.remitflex.testing.SmallDisk;
import com.remitflex.testing.TestDirectories;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A backup onto a small file system, which fills up. */
@Tag("process")
class BackupDiskFullTest {
  @TempDir(factory = TestDirectories.class)
  private Path directory;

  private SmallDisk mounted;
  private Path disk;

  @BeforeEach
  void mount() throws Exception {
    mounted = SmallDisk.mount(directory, "160m");
    disk = mounted.path();
  }

  @AfterEach
  void unmount() throws Exception {
    if (mounted != null) {
      mounted.close();
    }
  }

  @Test
  void aFullDiskLeavesEarlierBackupsAndNothingElse() throws Exception {
    Path earlier = Files.createDirectory(disk.resolve("notes"));
    try (EmbeddedPostgres postgres = TestPostgres.start(directory.resolve("data"))) {
      // Full in the middle of the copy, although there was room when it began.
      assertThatExceptionOfType(BackupException.class)
          .isThrownBy(() -> backUp(postgres, line -> fill(1 << 20)))
          .withMessageContaining("No space left on device")
          .withMessageContaining("earlier ones are unchanged");
      // Full from the beginning.
      assertThatExceptionOfType(BackupException.class)
          .isThrownBy(() -> backUp(postgres, line -> {}))
          .withMessageContaining("Free disk space")
          .withMessageContaining("Nothing was changed");
    }
    try (Stream<Path> left = Files.list(disk)) {
      assertThat(left)
          .containsExactlyInAnyOrder(earlier, disk.resolve(".lock"), disk.resolve("filler"));
    }
  }

  private void backUp(EmbeddedPostgres postgres, Consumer<String> lines) {
    try (BackupDirectory own = BackupDirectory.own(disk)) {
      Backup unexpected =
          new BackupWriter(
                  postgres.address(),
                  EmbeddedPostgres.files(directory.resolve("data")),
                  List.of(),
                  lines)
              .write(own, Optional.empty());
      throw new AssertionError("no error: " + unexpected.path());
    }
  }

  /** Leaves this much room. */
  private void fill(long room) {
    try (OutputStream filler = Files.newOutputStream(disk.resolve("filler"))) {
      byte[] chunk = new byte[1 << 16];
      while (Files.getFileStore(disk).getUsableSpace() > room) {
        filler.write(chunk);
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
