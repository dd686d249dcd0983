package com.remitflex.features.treasury;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All checks of the platform, for operators: what does not work comes first. */
public final class HealthBoard {
  private static final Logger LOG = LoggerFactory.getLogger(HealthBoard.class);

  private final List<Part> parts;

  /** A check, and its name for the case that it fails itself. */
  public record Part(String name, HealthCheck check) {}

  public HealthBoard(List<Part> parts) {
    this.parts = List.copyOf(parts);
  }

  /** The state of everything, now. */
  public List<HealthItem> items() {
    List<HealthItem> items = new ArrayList<>();
    parts.forEach(part -> items.addAll(items(part)));
    items.sort(Comparator.comparingInt(item -> rank(item.state())));
    return List.copyOf(items);
  }

  private static int rank(HealthItem.State state) {
    return switch (state) {
      case PROBLEM -> 0;
      case ATTENTION -> 1;
      case UNKNOWN -> 2;
      case OK -> 3;
    };
  }

  /** A check that fails must not take the others with it: that is when the board is needed. */
  private static List<HealthItem> items(Part part) {
    try {
      return part.check().items();
    } catch (RuntimeException e) {
      LOG.warn("the health of {} could not be checked: {}", part.name(), e.toString());
      return List.of(
          new HealthItem(
              part.name(),
              HealthItem.State.PROBLEM,
              "It could not be checked.",
              Optional.of(Instant.now()),
              Optional.of("Look for \"could not be checked\" in the server's log.")));
    }
  }
}
