package com.remitflex.web.operator;

import com.remitflex.features.rails.pauses.Pause;

/** A pause with the name of whoever began it. */
public record NamedPause(Pause pause, String by) {
  /** What the form that lifts it sends; empty for everything. */
  public String rail() {
    return pause.target().rail().orElse("");
  }
}
