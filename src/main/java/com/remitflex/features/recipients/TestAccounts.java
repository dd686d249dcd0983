package com.remitflex.features.recipients;

import java.util.Optional;
import java.util.Set;

/**
 * Whether the account numbers of public examples, whose checksums are wrong, are accepted: only in
 * the sandbox.
 */
public enum TestAccounts {
  ACCEPTED,
  REJECTED;

  /** The Spanish test account: the default recipient of a new sandbox account. */
  public static final Recipient RECIPIENT =
      new Recipient(
          "Sandbox Recipient", "ES9121000418401234567891", "CAIXESBBXXX", "ES", Optional.empty());

  private static final Set<String> NUMBERS =
      Set.of("ES9121000418401234567891", "002180700951485075");

  /** Whether the checksum of this account number is not checked. */
  boolean skipsChecksum(String accountNumber) {
    return this == ACCEPTED && NUMBERS.contains(accountNumber);
  }
}
