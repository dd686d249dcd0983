package com.remitflex.features.activity.requests;

import com.remitflex.platform.database.lists.Order;
import com.remitflex.platform.database.lists.Position;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** The parts of the history that a search has yet to read, in its order. */
final class SearchPath {
  private final Deque<Interval> left;
  private final boolean isBackwards;
  private Instant reached;

  /**
   * A search of these parts.
   *
   * @param intervals oldest first, without overlap
   * @param start where the search begins
   */
  SearchPath(List<Interval> intervals, Order order, Instant start) {
    this.isBackwards = order == Order.NEWEST_FIRST;
    this.left = new ArrayDeque<>(isBackwards ? intervals.reversed() : intervals);
    this.reached = start;
  }

  boolean isOver() {
    return left.isEmpty();
  }

  /** Takes the next parts, of this length in all, or whatever is left. */
  List<Interval> take(Duration length) {
    List<Interval> taken = new ArrayList<>();
    Duration rest = length;
    while (!left.isEmpty() && rest.isPositive()) {
      Interval next = left.removeFirst();
      if (next.length().compareTo(rest) > 0) {
        Instant middle = isBackwards ? next.to().minus(rest) : next.from().plus(rest);
        Interval older = new Interval(next.from(), middle);
        Interval newer = new Interval(middle, next.to());
        left.addFirst(isBackwards ? older : newer);
        next = isBackwards ? newer : older;
      }
      taken.add(next);
      rest = rest.minus(next.length());
      reached = isBackwards ? next.from() : next.to();
    }
    return taken;
  }

  /** The position that separates what was taken from what is left. */
  Position reached() {
    return new Position(reached, isBackwards ? Long.MAX_VALUE : -1);
  }
}
