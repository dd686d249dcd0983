package com.remitflex.core.engine;

import com.remitflex.core.events.Event;
import java.util.List;
import java.util.function.Consumer;

/** Is notified of the work of the engine, by its threads; every method returns immediately. */
public interface EngineListener {
  /** The phases of a batch, in order. */
  enum Phase {
    /** Takes a connection and begins the transaction. */
    CONNECT,
    /** Locks the heads and reads the rows. */
    READ,
    /** Decides the commands. */
    DECIDE,
    /** Writes the effects and commits, in one round trip. */
    COMMIT
  }

  /** Why an attempt to commit a batch failed. */
  enum Failure {
    /** The database is unreachable; the batch is retried. */
    UNREACHABLE,
    /** A conflict with another transaction; the batch is retried. */
    CONFLICT,
    /** The lock on a head was not granted in time. */
    LOCK_TIMEOUT,
    /** A command failed; the batch is split to find it. */
    ERROR,
    /** The connection was lost during COMMIT; the commands are checked. */
    UNKNOWN_OUTCOME
  }

  /** A batch has ended a phase, which took this long. */
  void ended(Phase phase, long nanos);

  /** A batch was committed, with the events of its commands. */
  void committed(int commands, List<Event> events);

  /** An attempt to commit a batch has failed. */
  void failed(Failure failure);

  /** These commands were left out of a batch, since another node holds their heads. */
  void missedLock(int commands);

  /** This listener, and one more that is notified of committed events. */
  default EngineListener andEvents(Consumer<List<Event>> events) {
    EngineListener first = this;
    return new EngineListener() {
      @Override
      public void ended(Phase phase, long nanos) {
        first.ended(phase, nanos);
      }

      @Override
      public void committed(int commands, List<Event> committed) {
        first.committed(commands, committed);
        events.accept(committed);
      }

      @Override
      public void failed(Failure failure) {
        first.failed(failure);
      }

      @Override
      public void missedLock(int commands) {
        first.missedLock(commands);
      }
    };
  }

  /** Does nothing. */
  EngineListener NONE =
      new EngineListener() {
        @Override
        public void ended(Phase phase, long nanos) {}

        @Override
        public void committed(int commands, List<Event> events) {}

        @Override
        public void failed(Failure failure) {}

        @Override
        public void missedLock(int commands) {}
      };
}
