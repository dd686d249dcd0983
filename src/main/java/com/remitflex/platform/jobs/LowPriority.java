package com.remitflex.platform.jobs;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lowers the priority of a platform thread. On Linux, Java's own priorities have no effect by
 * default, so the thread's nice value is raised (setpriority(2), where `who` 0 is the calling
 * thread): other threads then come first.
 */
public final class LowPriority {
  private static final Logger LOG = LoggerFactory.getLogger(LowPriority.class);
  private static final int PRIO_PROCESS = 0;
  private static final int CALLING_THREAD = 0;
  private static final int NICE = 5;

  private LowPriority() {}

  /** A daemon thread of this name with low priority, for work that keeps a processor busy. */
  @SuppressWarnings("ThreadPriorityCheck")
  public static Thread thread(String name, Runnable work) {
    Thread thread =
        Thread.ofPlatform()
            .name(name)
            .daemon()
            .unstarted(() -> {
              lower();
              work.run();
            });
    thread.setPriority(Thread.MIN_PRIORITY);
    return thread;
  }

  /** Only on Linux: on other systems, `who` 0 is the whole process. */
  @SuppressWarnings("restricted")
  private static void lower() {
    if (!System.getProperty("os.name", "").toLowerCase(Locale.ROOT).equals("linux")) {
      return;
    }
    try {
      Linker linker = Linker.nativeLinker();
      MethodHandle setPriority =
          linker.downcallHandle(
              linker.defaultLookup().find("setpriority").orElseThrow(),
              FunctionDescriptor.of(
                  ValueLayout.JAVA_INT,
                  ValueLayout.JAVA_INT,
                  ValueLayout.JAVA_INT,
                  ValueLayout.JAVA_INT));
      int failed = (int) setPriority.invokeExact(PRIO_PROCESS, CALLING_THREAD, NICE);
      if (failed != 0) {
        LOG.info("a thread keeps its priority: setpriority failed");
      }
    } catch (Throwable e) {
      LOG.info("a thread keeps its priority: {}", e.toString());
    }
  }
}
