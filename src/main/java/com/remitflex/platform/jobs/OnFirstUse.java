package com.remitflex.platform.jobs;

import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/** A value that is made once, when it is first used, so that making it does not delay the start. */
public final class OnFirstUse<T> implements Supplier<T> {
  private final Supplier<T> source;
  private final ReentrantLock lock = new ReentrantLock();
  private volatile Optional<T> value = Optional.empty();

  public OnFirstUse(Supplier<T> source) {
    this.source = source;
  }

  @Override
  public T get() {
    return value.orElseGet(this::make);
  }

  private T make() {
    lock.lock();
    try {
      T made = value.orElseGet(source);
      value = Optional.of(made);
      return made;
    } finally {
      lock.unlock();
    }
  }
}
