package com.remitflex.core.events;

import com.remitflex.core.accounts.HeadId;
import java.time.Instant;

/**
 * Something that happened to an account, numbered without gaps under its head.
 *
 * @param seq the account's number of this event, from 1
 * @param subject id of the object it is about
 * @param data the `data` member, as JSON
 */
public record Event(
    HeadId head,
    long seq,
    String id,
    String type,
    String subject,
    Instant createdAt,
    String data) {}
