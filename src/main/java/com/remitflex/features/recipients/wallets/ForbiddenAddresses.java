package com.remitflex.features.recipients.wallets;

import com.remitflex.platform.ids.Environment;
import java.util.Optional;

/**
 * Finds the addresses to which no payment may go, because it would be lost or would come back. It
 * is asked before a payment is created, outside of any transaction, by many threads, and may read
 * the database.
 */
@FunctionalInterface
public interface ForbiddenAddresses {
  /** Forbids nothing. */
  ForbiddenAddresses NONE = (environment, wallet) -> Optional.empty();

  /** What is at a forbidden address. */
  enum Owner {
    TOKEN_CONTRACT("The address is that of a token contract: tokens sent to it are lost."),
    TREASURY("The address belongs to this platform. Send the address of the recipient's wallet."),
    RELAYER("The address belongs to this platform. Send the address of the recipient's wallet."),
    DEPOSIT_ADDRESS(
        "The address is a deposit address of this platform. Use `destination` to pay another"
            + " account.");

    private final String message;

    Owner(String message) {
      this.message = message;
    }

    String message() {
      return message;
    }
  }

  /**
   * What is at this address, if it is forbidden.
   *
   * @param wallet its address has the checksum of EIP-55
   */
  Optional<Owner> owner(Environment environment, Wallet wallet);

  /** Forbids what either of the two forbids. */
  default ForbiddenAddresses or(ForbiddenAddresses other) {
    return (environment, wallet) ->
        owner(environment, wallet).or(() -> other.owner(environment, wallet));
  }
}
