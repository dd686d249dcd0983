package com.remitflex.features.treasury;

import java.util.Optional;

/** What a payment waits for, and what will happen next, in words for operators. */
public record WaitingReason(String label, String next) {
  /**
   * The reason of a payment in the queue of a rail.
   *
   * @param word as the rail reports it; empty if it reports none
   * @param isLate whether the rail should have worked on it more than a minute ago
   */
  public static WaitingReason of(Optional<String> word, boolean isLate) {
    if (word.isEmpty()) {
      return isLate
          ? new WaitingReason(
              "Late", "The worker of the rail is behind. Check the load and the log of the server.")
          : new WaitingReason("In progress", "The rail works on it.");
    }
    return switch (word.get()) {
      case "paused" -> new WaitingReason("Paused", "It continues as soon as the rail is resumed.");
      case "liquidity" ->
          new WaitingReason(
              "Liquidity", "It is sent as soon as the treasury holds enough of the token.");
      case "low_gas" ->
          new WaitingReason(
              "Gas", "It is sent as soon as a relayer has enough native coin. Send it some.");
      case "signer" ->
          new WaitingReason(
              "Signer",
              "The signer does not respond, or its policy rejects it. The log of the server says"
                  + " which.");
      case "network" ->
          new WaitingReason(
              "Network", "It continues as soon as enough nodes of the network agree.");
      case "fees" ->
          new WaitingReason(
              "Fees",
              "The network costs more than the bound in the networks file. When it costs less, it"
                  + " is sent, or its transaction gets higher fees.");
      case "cancelling" ->
          new WaitingReason(
              "Cancelling",
              "It is released once its authorisation is cancelled or has expired in a final block."
                  + " If it was paid before, it settles.");
      case "configuration" ->
          new WaitingReason(
              "Configuration",
              "The networks file has another chain, treasury or token than the payment. Restore"
                  + " them.");
      case "token" ->
          new WaitingReason(
              "Token",
              "The token rejects the transfer: check whether it is paused, or blocks the treasury"
                  + " or the recipient. It is released once its authorisation has expired in a"
                  + " final block.");
      case "error" ->
          new WaitingReason(
              "Error",
              "It is tried again every few seconds. The log of the server has the reason.");
      case "unexplained" ->
          new WaitingReason(
              "Not explained",
              "The chain shows what was not expected. Read the log of the server.");
      default -> new WaitingReason(word.get().replace('_', ' '), "It is tried again.");
    };
  }
}
