package com.remitflex.platform.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class LowPriorityTest {
  /** After the process ID and the name, which may contain spaces (proc_pid_stat(5)). */
  private static final int NICE = 19 - 3;

  private static final int POLICY = 41 - 3;
  private static final String SCHED_BATCH = "3";

  @Test
  @EnabledOnOs(OS.LINUX)
  void otherThreadsComeFirst() throws Exception {
    List<String> before = stat();
    CompletableFuture<List<String>> lowered = new CompletableFuture<>();

    LowPriority.thread("low", () -> lowered.complete(stat())).start();

    assertThat(lowered.get().get(NICE)).isEqualTo("5");
    assertThat(lowered.get().get(POLICY)).isEqualTo(SCHED_BATCH);
    assertThat(stat().get(NICE)).as("the thread of the test").isEqualTo(before.get(NICE));
    assertThat(stat().get(POLICY)).isEqualTo(before.get(POLICY));
  }

  /** What the kernel says of the calling thread. */
  private static List<String> stat() {
    try {
      String stat = Files.readString(Path.of("/proc/thread-self/stat"));
      return List.of(stat.substring(stat.lastIndexOf(')') + 2).split(" "));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
