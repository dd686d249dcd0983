package com.remitflex.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A small file system, which a test fills up.
 *
 * @param path the directory at which it is mounted
 */
public record SmallDisk(Path path) implements AutoCloseable {
  private static final int BLOCK = 512;

  /**
   * Mounts one below this directory; where this user may not, the test is skipped.
   *
   * @param size as mount(8) takes it, for example 8m
   */
  public static SmallDisk mount(Path parent, String size) throws IOException {
    Path path = Files.createDirectory(parent.resolve("disk"));
    assumeThat(run("mount", "-t", "tmpfs", "-o", "size=" + size, "tmpfs", path.toString()))
        .as("this user may mount a file system")
        .isTrue();
    return new SmallDisk(path);
  }

  /** Takes all the space that is left; deleting the file gives it back. */
  public Path fill() {
    Path filler = path.resolve("filler");
    try (OutputStream out = Files.newOutputStream(filler)) {
      byte[] block = new byte[BLOCK];
      while (true) {
        out.write(block);
      }
    } catch (IOException full) {
      assertThat(full).hasMessageContaining("No space left");
    }
    return filler;
  }

  @Override
  public void close() {
    assertThat(run("umount", path.toString())).isTrue();
  }

  private static boolean run(String... command) {
    try {
      return new ProcessBuilder(command).redirectErrorStream(true).start().waitFor() == 0;
    } catch (IOException missing) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
