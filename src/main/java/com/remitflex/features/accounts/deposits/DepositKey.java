package com.remitflex.features.accounts.deposits;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.platform.ids.Environment;
import com.remitflex.platform.ids.IdPrefix;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Identifies a deposit by everything that the chain says about it: after a reorganisation, another
 * transfer can have the same hash and log index.
 */
public record DepositKey(HeadId head, IncomingTransfer transfer) {
  /** What at most one deposit that is not dropped has. */
  record Sighting(Environment environment, TransferId transfer) {}

  Sighting sighting() {
    return new Sighting(head.environment(), transfer.id());
  }

  /**
   * ID of the ledger transaction that credits the transfer. It is made of the transfer's place on
   * its chain, so that the ledger itself rejects a second credit, whatever the deposit's row says.
   */
  String ledgerTransaction() {
    String place = "deposit v1 " + head.environment().word() + " " + transfer.id();
    try {
      return IdPrefix.TRANSACTION.ofContent(
          MessageDigest.getInstance("SHA-256").digest(place.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
