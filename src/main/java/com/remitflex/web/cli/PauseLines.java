package com.remitflex.web.cli;

import com.remitflex.features.rails.pauses.Pause;
import com.remitflex.features.rails.pauses.PauseCause;
import com.remitflex.features.rails.pauses.PauseTarget;
import com.remitflex.platform.json.Json;

/** Pauses of rails as lines of text. */
public final class PauseLines {
  private PauseLines() {}

  /** What is paused, why, since when, and by whom. */
  public static String of(Pause pause) {
    return pause.target().label()
        + ", since "
        + Json.time(pause.since())
        + " by "
        + pause.by()
        + " ("
        + pause.cause().meaning()
        + "): "
        + pause.reason();
  }

  /** The command that lifts a pause. */
  public static String command(Pause pause) {
    return "./remitflex treasury resume "
        + argument(pause.target())
        + (pause.cause() == PauseCause.OPERATOR ? "" : " --cause " + pause.cause().word())
        + " --reason TEXT";
  }

  private static String argument(PauseTarget target) {
    return target.rail().orElse("--all");
  }
}
