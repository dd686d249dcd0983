package com.remitflex.features.apikeys.lifecycle;

import java.time.Instant;

/**
 * A key's newest secret, while the form that made it may show it again.
 *
 * @param tokenHash of the form's token
 * @param encrypted the secret, encrypted under that token
 */
record ShownSecret(String keyId, byte[] tokenHash, byte[] encrypted, Instant createdAt) {}
