package com.remitflex.platform.telemetry;

import java.util.List;

/**
 * One timed step of a trace, of a request or of a worker. It is the current one of its thread until
 * it is closed, on the same thread. Its attributes contain no secret, no personal data and nothing
 * of a body.
 */
public interface Span extends AutoCloseable {
  /** Nothing is recorded: traces are off, or this one is not recorded. */
  Span NONE = new NoSpan();

  /** The span of this thread, or {@link #NONE}. */
  static Span current() {
    return CurrentSpan.get();
  }

  /** Starts a trace of its own for the work on several others, which it names as links. */
  static Span linked(String name, List<Span> others) {
    for (Span other : others) {
      if (other.isRecorded()) {
        return other.startLinked(name, others.stream().filter(Span::isRecorded).toList());
      }
    }
    return NONE;
  }

  /** Whether anything that is noted here will be sent. */
  boolean isRecorded();

  /** Starts a step of this one, which becomes the current span of this thread. */
  Span child(String name);

  /** As {@link #linked}, with the means of this span. */
  Span startLinked(String name, List<Span> others);

  /** Names another span that did part of this one's work; may be called by any thread. */
  void link(Span other);

  void name(String name);

  void set(String attribute, String value);

  void set(String attribute, long value);

  /** Marks the step as failed, by a class of errors. */
  void failed(String type);

  /** Ends the step; the current span is again the one before. */
  @Override
  void close();
}
