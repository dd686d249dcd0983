package com.remitflex.bench;

import java.util.List;

/** Several measurements of one thing. */
record Spread(double median, double least, double most) {
  static Spread of(List<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    int middle = sorted.size() / 2;
    double median =
        sorted.size() % 2 == 1
            ? sorted.get(middle)
            : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    return new Spread(median, sorted.getFirst(), sorted.getLast());
  }

  @Override
  public String toString() {
    return "**%,.0f** (%,.0f to %,.0f)".formatted(median, least, most);
  }
}
