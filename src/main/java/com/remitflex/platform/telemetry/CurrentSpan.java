package com.remitflex.platform.telemetry;

import org.slf4j.MDC;

/** The span of each thread, whose trace ID is in the thread's log lines. */
final class CurrentSpan {
  private static final String TRACE_ID = "trace_id";

  private static final ThreadLocal<Span> CURRENT = new ThreadLocal<>();

  private CurrentSpan() {}

  static Span get() {
    Span current = CURRENT.get();
    return current == null ? Span.NONE : current;
  }

  /** Makes a span the current one; returns the one before. */
  static Span replace(Span by, String traceId) {
    Span before = get();
    CURRENT.set(by);
    MDC.put(TRACE_ID, traceId);
    return before;
  }

  /** Makes the span before the current one again. */
  static void restore(Span before) {
    if (before instanceof RecordedSpan span) {
      CURRENT.set(span);
      MDC.put(TRACE_ID, span.traceId());
    } else {
      CURRENT.remove();
      MDC.remove(TRACE_ID);
    }
  }
}
