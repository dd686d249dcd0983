package com.remitflex.spending;

import java.time.LocalDate;

/**
 * What a key has sent on the last day on which it sent anything.
 *
 * @param date in UTC
 * @param spent minor units of the limit's currency
 */
record Day(DayKey key, LocalDate date, long spent) {}
