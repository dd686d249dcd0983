package com.remitflex.platform.database.lists;

import java.time.Instant;

/**
 * The place of a row in a list that is ordered by time of creation, then by number.
 *
 * @param number distinguishes rows that were created at the same time
 */
public record Position(Instant createdAt, long number) {}
