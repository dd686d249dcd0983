package com.remitflex.features.rails.pauses;

import java.util.List;

/**
 * The outcome of resuming.
 *
 * @param isChanged false if the target was not paused by this cause
 * @param remaining the pauses that still stop the target
 */
public record Resumed(boolean isChanged, List<Pause> remaining) {}
