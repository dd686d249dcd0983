package com.remitflex.features.rails.pauses;

import java.time.Instant;

/**
 * One cause that stops a rail, or every rail.
 *
 * @param reason as entered
 * @param by ID of the operator; `operator` for a command of the installation, `platform` for the
 *     program itself
 * @param since the database's time
 */
public record Pause(PauseTarget target, PauseCause cause, String reason, String by, Instant since) {
  boolean is(PauseTarget otherTarget, PauseCause otherCause) {
    return target.equals(otherTarget) && cause == otherCause;
  }
}
