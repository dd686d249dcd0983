package com.remitflex.core.engine;

/**
 * A command that took effect, now or in an earlier request.
 *
 * @param replayed whether the result is that of an earlier request with the same idempotency key
 */
public record Completed(CommandResult result, boolean replayed) {}
