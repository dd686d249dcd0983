package com.remitflex.features.rails.pauses;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** All pauses at one time, in the order in which they began. */
public record PauseState(List<Pause> pauses) {
  public PauseState {
    pauses = List.copyOf(pauses);
  }

  /** The pauses that stop this rail, also those of everything. */
  public List<Pause> of(String rail) {
    return pauses.stream().filter(pause -> pause.target().stops(rail)).toList();
  }

  /** The pauses that stop this target: those of the same target, and those of everything. */
  public List<Pause> of(PauseTarget target) {
    return target.rail().map(this::of).orElseGet(() -> exactly(target));
  }

  private List<Pause> exactly(PauseTarget target) {
    return pauses.stream().filter(pause -> pause.target().equals(target)).toList();
  }

  Optional<Pause> find(PauseTarget target, PauseCause cause) {
    return pauses.stream().filter(pause -> pause.is(target, cause)).findFirst();
  }

  PauseState with(Pause pause) {
    return new PauseState(Stream.concat(pauses.stream(), Stream.of(pause)).toList());
  }

  PauseState without(Pause pause) {
    return new PauseState(pauses.stream().filter(one -> !one.equals(pause)).toList());
  }
}
