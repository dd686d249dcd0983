package com.remitflex.features.rails.evm.strays;

import com.remitflex.features.rails.evm.keys.Bytes32;
import com.remitflex.features.recipients.wallets.EvmAddress;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A transfer to an address of this platform that is not credited.
 *
 * @param transaction empty for native coin that a contract sent: only the balance shows it
 * @param logIndex of a token's transfer
 * @param token contract of the token; empty for native coin
 * @param amount in the smallest unit of the token or coin
 * @param height of the final block in which it was found
 * @param seenAt when it was recorded
 */
public record StrayTransfer(
    String network,
    StrayKind kind,
    Optional<Bytes32> transaction,
    OptionalLong logIndex,
    Optional<EvmAddress> sender,
    EvmAddress recipient,
    Optional<EvmAddress> token,
    BigInteger amount,
    long height,
    Instant seenAt) {
  /** What no other stray transfer of the network has. */
  String place() {
    String where = transaction.map(Bytes32::text).orElse(recipient.text().toLowerCase(Locale.ROOT));
    return where + "/" + (transaction.isEmpty() ? height : logIndex.orElse(-1));
  }
}
