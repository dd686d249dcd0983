package com.remitflex.features.treasury;

import com.remitflex.features.recipients.wallets.EvmAddress;
import com.remitflex.features.treasury.proof.Proof;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/**
 * The proof of the books, with what the chains were asked for it.
 *
 * @param chainErrors what the chains have otherwise than the books, or could not be asked
 * @param gas native coin of treasuries and relayers, which is no part of the equation
 */
public record FullReport(Proof proof, List<String> chainErrors, List<Gas> gas) {

  /** Native coin at an address. */
  public record Gas(String network, String owner, EvmAddress address, BigInteger wei) {}

  /** Everything that is wrong, one line each. */
  public List<String> errors() {
    List<String> errors = new ArrayList<>(proof.errors());
    errors.addAll(chainErrors);
    return errors;
  }

  public boolean holds() {
    return errors().isEmpty();
  }
}
