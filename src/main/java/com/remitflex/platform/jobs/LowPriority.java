package com.remitflex.platform.jobs;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Locale;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lowers the priority of a platform thread. On Linux, Java's own priorities have no effect by
 * default, so the thread sets its own scheduling attributes (sched_setattr(2)): a higher nice
 * value, and a time slice so long that any thread that becomes ready interrupts it. With a usual
 * slice, a request that arrives while a password is hashed could wait for the end of that slice.
 * Kernels before 6.12 ignore the slice.
 */
public final class LowPriority {
  private static final Logger LOG = LoggerFactory.getLogger(LowPriority.class);
  private static final int CALLING_THREAD = 0;
  private static final int SCHED_BATCH = 3;
  private static final int NICE = 5;
  private static final long SLICE_NANOS = 100_000_000;

  /** The first version of the kernel's struct sched_attr. */
  private static final int ATTRIBUTES_SIZE = 48;

  /** The number of the system call, which no common C library wraps, per architecture. */
  private static final Map<String, Long> SCHED_SETATTR = Map.of("amd64", 314L, "aarch64", 274L);

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

  @SuppressWarnings("restricted")
  private static void lower() {
    Long number = SCHED_SETATTR.get(System.getProperty("os.arch", ""));
    if (number == null
        || !System.getProperty("os.name", "").toLowerCase(Locale.ROOT).equals("linux")) {
      return;
    }
    try (Arena arena = Arena.ofConfined()) {
      Linker linker = Linker.nativeLinker();
      MethodHandle syscall =
          linker.downcallHandle(
              linker.defaultLookup().find("syscall").orElseThrow(),
              FunctionDescriptor.of(
                  ValueLayout.JAVA_LONG,
                  ValueLayout.JAVA_LONG,
                  ValueLayout.JAVA_INT,
                  ValueLayout.ADDRESS,
                  ValueLayout.JAVA_INT),
              Linker.Option.firstVariadicArg(1));
      long failed =
          (long) syscall.invokeExact(number.longValue(), CALLING_THREAD, attributes(arena), 0);
      if (failed != 0) {
        LOG.info("a thread keeps its priority: sched_setattr failed");
      }
    } catch (Throwable e) {
      LOG.info("a thread keeps its priority: {}", e.toString());
    }
  }

  /** Size, policy, flags, nice value, priority, slice; the rest is for other policies. */
  private static MemorySegment attributes(Arena arena) {
    MemorySegment attributes = arena.allocate(ATTRIBUTES_SIZE, Long.BYTES);
    ByteBuffer values = attributes.asByteBuffer().order(ByteOrder.nativeOrder());
    values.putInt(ATTRIBUTES_SIZE).putInt(SCHED_BATCH).putLong(0);
    values.putInt(NICE).putInt(0).putLong(SLICE_NANOS);
    return attributes;
  }
}
