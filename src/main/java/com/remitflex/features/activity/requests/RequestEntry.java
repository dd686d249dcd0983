package com.remitflex.features.activity.requests;

import java.util.Optional;

/**
 * A request in the history with its details.
 *
 * @param detail stored for writes and errors only
 */
public record RequestEntry(LoggedRequest request, Optional<RequestDetail> detail) {}
