package com.remitflex.core.accounts;

import java.time.Instant;

/**
 * The state of an account in one environment that its lock guards.
 *
 * @param nextEvent number of the account's next event
 * @param lastCreatedAt the latest time of any change of this account
 */
public record Head(HeadId id, long nextEvent, Instant lastCreatedAt) {}
