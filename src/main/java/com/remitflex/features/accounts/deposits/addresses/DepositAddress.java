package com.remitflex.features.accounts.deposits.addresses;

import com.remitflex.core.accounts.HeadId;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/**
 * Where an account receives deposits on a network.
 *
 * @param index the address's number in its derivation; no other address ever has it
 * @param address in the form in which it is shown
 */
public record DepositAddress(Key key, String id, int index, String address, Instant createdAt) {
  /** An account has one address per network. */
  public record Key(HeadId head, String network) {}

  public HeadId head() {
    return key.head();
  }

  public String network() {
    return key.network();
  }

  /** What the row's MAC covers. */
  List<byte[]> macParts() {
    return Stream.of(
            "deposit_address v1",
            head().accountId(),
            head().environment().word(),
            network(),
            id,
            Integer.toString(index),
            address)
        .map(part -> part.getBytes(StandardCharsets.UTF_8))
        .toList();
  }
}
