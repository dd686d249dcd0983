package com.remitflex.core.events;

import com.remitflex.core.accounts.HeadId;
import java.time.Instant;

/**
 * An event of an account; its head numbers the events without gaps.
 *
 * @param seq number of the event within the account, from 1
 * @param subject ID of the object that the event is about
 * @param data the `data` field, as JSON
 */
public record Event(
    HeadId head,
    long seq,
    String id,
    String type,
    String subject,
    Instant createdAt,
    String data) {}
