package com.remitflex.features.apikeys.authentication;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

/**
 * The hashes of a presented secret, under each pepper: the name of the secret in a cache.
 *
 * @param all the newest first, which alone tells secrets apart
 */
record SecretHashes(List<byte[]> all) {
  @Override
  public boolean equals(Object other) {
    return other instanceof SecretHashes hashes
        && Arrays.equals(all.getFirst(), hashes.all.getFirst());
  }

  /** The first bytes: a hash is as good as random. */
  @Override
  public int hashCode() {
    return ByteBuffer.wrap(all.getFirst()).getInt();
  }
}
