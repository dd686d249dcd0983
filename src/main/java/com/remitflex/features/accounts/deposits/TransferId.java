package com.remitflex.features.accounts.deposits;

/**
 * Identifies a transfer on a chain.
 *
 * @param network for example `ethereum`
 * @param transactionHash in lower case
 * @param logIndex the place of the transfer's log in its block
 */
public record TransferId(String network, String transactionHash, long logIndex) {
  @Override
  public String toString() {
    return network + " " + transactionHash + " " + logIndex;
  }
}
