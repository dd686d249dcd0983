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
      case "paused" -> new WaitingReason("Paused", "It is sent as soon as the rail is resumed.");
      case "liquidity" ->
          new WaitingReason(
              "Liquidity", "It is sent as soon as the treasury holds enough of the token.");
      case "low_gas" ->
          new WaitingReason(
              "Gas", "It is sent as soon as a relayer has enough native coin. Send it some.");
      case "signer" ->
          new WaitingReason("Signer", "It is sent as soon as the signer responds. Start it.");
      case "network" ->
          new WaitingReason(
              "Network", "It continues as soon as enough nodes of the network agree.");
      case "fees" ->
          new WaitingReason(
              "Fees", "It is sent when the fees of the network are below the bound in the file.");
      case "token" ->
          new WaitingReason(
              "Token", "The token rejects the transfer. Check whether it is paused or blocks us.");
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
