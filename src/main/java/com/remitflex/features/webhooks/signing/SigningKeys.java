package com.remitflex.features.webhooks.signing;

import java.util.List;

/**
 * What the deliveries to one endpoint are signed with.
 *
 * @param secrets the newest first; two while a rotation is in progress
 * @param ed25519Seed the private key of its Ed25519 pair, 32 bytes
 */
public record SigningKeys(List<String> secrets, byte[] ed25519Seed) {
  public SigningKeys {
    secrets = List.copyOf(secrets);
  }
}
