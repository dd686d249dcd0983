package com.remitflex.features.recipients.saved;

import com.remitflex.core.accounts.HeadId;

/** The identity of a saved recipient: an ID is valid in its own account and environment only. */
public record RecipientKey(HeadId head, String id) {}
