package com.remitflex.spending;

import java.time.LocalDate;

/**
 * What one object took of its key's daily limit.
 *
 * @param amount minor units of the limit's currency
 */
record Share(ShareKey key, String keyId, LocalDate day, long amount) {}
