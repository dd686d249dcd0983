package com.remitflex.core.engine;

/**
 * A command that took effect, now or when it was sent before.
 *
 * @param replayed whether the effect is of an earlier request with the same idempotency key
 */
public record Completed(CommandResult result, boolean replayed) {}
