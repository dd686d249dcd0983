package com.remitflex.bench;

import java.util.List;

/** What is measured in rounds, by turns with its yardstick and with other scenarios. */
interface Scenario extends AutoCloseable {
  String title();

  /** Prepares the data, and runs until the compiler has seen the code often enough. */
  default void warmUp() {}

  /** Measures the scenario and its yardstick once. */
  void round();

  /** The medians of all rounds. */
  List<Finding> findings();

  /** Tables with more figures, for the scenario's own result file. */
  default String details() {
    return "";
  }

  /** Releases what the scenario opened; its figures remain. */
  @Override
  default void close() {}
}
