package com.remitflex.platform.database.joined;

import com.remitflex.platform.database.joined.Lookup.Turn;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;

/**
 * Looks up keys, and joins the lookups that wait at the same time into one query.
 *
 * <p>There is no timer and no thread: while no query runs, a caller has its turn immediately. It
 * lets those run that are ready to, and then sends one query for itself and for all that have asked
 * by then. The others wait for the next turn. So a lookup is never part of a query that was sent
 * before it began: it sees everything that had been committed by then.
 *
 * @param <K> what is looked up, with its account: the keys of one query belong to many callers
 * @param <V> what is found
 */
public final class JoinedLookups<K, V> {
  /** Queries that run at the same time. */
  static final int MAX_QUERIES = 2;

  /** As many that wait are worth another query. For fewer, it costs more than it saves. */
  static final int ENOUGH = 8;

  /** However few wait, they need not wait for the end of a query that runs for longer. */
  private static final Duration SLOW = Duration.ofMillis(5);

  private static final int MAX_KEYS = 64;

  /** As long as a caller would wait for a connection. */
  private static final Duration MAX_WAIT = Duration.ofSeconds(3);

  private final Source<K, V> source;
  private final Duration maxWait;
  private final Duration slow;
  private final Runnable gathering;
  private final Queue<Lookup<K, V>> waiting = new ArrayDeque<>();

  /** Queries that are gathered or sent: who waits is taken along or gets a turn by one of them. */
  private int running;

  /** Whether a caller has a turn and will send a query for all that wait. */
  private boolean isGathering;

  /** When the newest query was sent. */
  private long sentNanos;

  /** The queries: each call sends one. */
  public interface Source<K, V> {
    /** The value of one key. */
    Optional<V> find(K key);

    /** The values of at least two keys, without the keys that have no value. */
    Map<K, V> findAll(Set<K> keys);
  }

  public JoinedLookups(Source<K, V> source) {
    // Callers that have a processor to themselves go on as fast as without it.
    this(source, MAX_WAIT, SLOW, Thread::yield);
  }

  /**
   * Lookups with other limits.
   *
   * @param maxWait how long a lookup waits for its turn
   * @param slow after which time a query does not delay another
   * @param gathering lets others ask before a query is sent
   */
  JoinedLookups(Source<K, V> source, Duration maxWait, Duration slow, Runnable gathering) {
    this.source = source;
    this.maxWait = maxWait;
    this.slow = slow;
    this.gathering = gathering;
  }

  /** The value of this key, if it has one, as of a moment after the call. */
  public Optional<V> find(K key) {
    Lookup<K, V> own = new Lookup<>(key);
    return value(own, mayStart(own) ? new Turn.Lead<>() : await(own));
  }

  private Optional<V> value(Lookup<K, V> own, Turn<V> turn) {
    return switch (turn) {
      case Turn.Lead<V> _ -> value(own, lead(own));
      case Turn.Found<V> found -> found.value();
      case Turn.Alone<V> _ -> source.find(own.key());
      case Turn.Failed<V> failed -> throw failed.reason();
    };
  }

  /** Whether a lookup may gather others; otherwise it waits from now on. */
  private synchronized boolean mayStart(Lookup<K, V> own) {
    if (mayGather()) {
      gather();
      return true;
    }
    waiting.add(own);
    watch();
    return false;
  }

  /** Whether a lookup that waits need not go on, because the query before it is slow. */
  private synchronized boolean mayOvertake(Lookup<K, V> own) {
    if (mayGather() && waiting.remove(own)) {
      gather();
      return true;
    }
    return false;
  }

  private boolean mayGather() {
    return !isGathering && (running == 0 || (running < MAX_QUERIES && isWorthAnother()));
  }

  private boolean isWorthAnother() {
    return waiting.size() >= ENOUGH || System.nanoTime() - sentNanos > slow.toNanos();
  }

  /**
   * Unless a caller is about to take all along, the first that waits looks after time: it overtakes
   * a slow query, and gives up if its turn does not come. The others then follow it. They wait
   * without a time limit, because a virtual thread that parks with one wakes a thread of the JVM
   * before and after, which costs more than the whole lookup.
   */
  private void watch() {
    if (!isGathering && !waiting.isEmpty()) {
      waiting.element().watch();
    }
  }

  private void gather() {
    running++;
    isGathering = true;
  }

  private Turn<V> await(Lookup<K, V> own) {
    long end = System.nanoTime() + maxWait.toNanos();
    for (long left = maxWait.toNanos(); left > 0; left = end - System.nanoTime()) {
      Optional<Turn<V>> turn = own.await(Duration.ofNanos(Math.min(slow.toNanos(), left)));
      if (turn.isPresent()) {
        return turn.get();
      }
      if (mayOvertake(own)) {
        return new Turn.Lead<>();
      }
    }
    if (leave(own)) {
      throw new UnableToExecuteStatementException(
          new SQLTransientConnectionException("too many lookups are waiting"), null);
    }
    // One that can no longer leave is part of a query, which ends at its own time limit.
    return own.await();
  }

  private synchronized boolean leave(Lookup<K, V> own) {
    boolean left = waiting.remove(own);
    watch();
    return left;
  }

  /** Sends one query for this lookup and those that wait; returns what it means for this one. */
  private Turn<V> lead(Lookup<K, V> own) {
    gathering.run();
    List<Lookup<K, V>> others = join();
    Function<K, Turn<V>> turns = key -> new Turn.Alone<>();
    try {
      turns = read(own.key(), others);
    } catch (RuntimeException e) {
      if (others.isEmpty() || isWithoutConnection(e)) {
        turns = key -> new Turn.Failed<>(e);
      }
    } finally {
      passOn();
      for (Lookup<K, V> other : others) {
        other.end(turns.apply(other.key()));
      }
    }
    return turns.apply(own.key());
  }

  private synchronized List<Lookup<K, V>> join() {
    List<Lookup<K, V>> joined = new ArrayList<>();
    while (joined.size() < MAX_KEYS - 1 && !waiting.isEmpty()) {
      joined.add(waiting.remove());
    }
    isGathering = false;
    sentNanos = System.nanoTime();
    if (running < MAX_QUERIES) {
      handOver();
    }
    watch();
    return joined;
  }

  private Function<K, Turn<V>> read(K own, List<Lookup<K, V>> others) {
    Set<K> keys = HashSet.newHashSet(others.size() + 1);
    keys.add(own);
    others.forEach(other -> keys.add(other.key()));
    if (keys.size() == 1) {
      Optional<V> value = source.find(own);
      return key -> new Turn.Found<>(value);
    }
    Map<K, V> values = source.findAll(keys);
    return key -> new Turn.Found<>(Optional.ofNullable(values.get(key)));
  }

  /** Whether every other query would fail now too, after as long a wait. */
  private static boolean isWithoutConnection(Throwable failure) {
    return Stream.iterate(failure, cause -> cause != null, Throwable::getCause)
        .anyMatch(SQLTransientConnectionException.class::isInstance);
  }

  private synchronized void passOn() {
    running--;
    if (mayGather()) {
      handOver();
    }
  }

  /** Lets the lookup that has waited longest gather the next query, if any waits. */
  private void handOver() {
    if (!waiting.isEmpty()) {
      gather();
      waiting.remove().end(new Turn.Lead<>());
    }
  }
}
