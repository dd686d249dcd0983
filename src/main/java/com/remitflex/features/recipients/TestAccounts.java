package com.remitflex.features.recipients;

import java.util.Optional;
import java.util.Set;

/**
 * Whether the account numbers of public examples, whose checksums are wrong, pass: in the sandbox
 * they do.
 */
public enum TestAccounts {
  ACCEPTED,
  REFUSED;

  /** The test account that the SPEC names for Spain, so that the first curl needs no recipient. */
  public static final Recipient RECIPIENT =
      new Recipient(
          "Sandbox Recipient", "ES9121000418401234567891", "CAIXESBBXXX", "ES", Optional.empty());

  private static final Set<String> NUMBERS =
      Set.of("ES9121000418401234567891", "002180700951485075");

  /** Whether this account number is excused from its checksum. */
  boolean excuse(String accountNumber) {
    return this == ACCEPTED && NUMBERS.contains(accountNumber);
  }
}
