package com.remitflex.features.apikeys.authentication;

import java.time.Instant;

/**
 * The requests of one client with one secret of a key.
 *
 * @param retired whether a roll had replaced the secret
 * @param ip empty for the newest secret, and for the clients beyond the number that is counted
 *     separately
 */
public record SecretUse(
    long generation, boolean retired, String ip, String userAgent, long requests, Instant lastAt) {}
