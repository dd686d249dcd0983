package com.remitflex.features.rails.pauses;

/**
 * The outcome of pausing.
 *
 * @param pause the pause that holds now; an earlier one keeps its reason and time
 * @param isNew false if the target was already paused by this cause
 */
public record Paused(Pause pause, boolean isNew) {}
