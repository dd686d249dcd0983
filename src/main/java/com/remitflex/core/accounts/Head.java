package com.remitflex.core.accounts;

import java.time.Instant;

/**
 * The state that an account's lock carries.
 *
 * @param nextEvent number of the account's next event
 * @param lastCreatedAt the latest time given to anything of this account
 */
public record Head(HeadId id, long nextEvent, Instant lastCreatedAt) {}
