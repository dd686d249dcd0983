package com.remitflex.features.activity.recording;

/**
 * A request that is not recorded yet: its bytes, in the spool or, without room there, in memory.
 */
interface SpoolEntry {
  /** Until it is settled. */
  byte[] bytes();

  /** To be settled once it is recorded, or never will be. */
  Spool.Mark mark();

  /** Whether it is not in the spool. */
  boolean isInMemory();

  /** A request that is not in the spool. */
  record InMemory(byte[] bytes) implements SpoolEntry {
    @Override
    public Spool.Mark mark() {
      return Spool.Mark.NONE;
    }

    @Override
    public boolean isInMemory() {
      return true;
    }
  }
}
