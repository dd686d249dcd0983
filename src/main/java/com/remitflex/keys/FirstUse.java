package com.remitflex.keys;

/** Told that a secret is used for which the grace of an older one waits. */
@FunctionalInterface
public interface FirstUse {
  /** Begins the grace of every secret that is older than this one. */
  void of(ApiKey key, long generation);
}
