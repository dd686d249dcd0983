package com.remitflex.features.rails;

/** Why a payment failed: the codes of `failure_reason`, each with its `failure_message`. */
public enum FailureReason {
  INSUFFICIENT_FUNDS("The funding source did not cover the payment."),
  RECIPIENT_BANK_REJECTED("The recipient's bank rejected the payment."),
  SANCTIONS_MATCH("The recipient is on a sanctions list."),
  COMPLIANCE_REJECTED("The compliance review rejected the payment."),
  RAIL_FAILED("The rail could not carry the payment.");

  private final String message;

  FailureReason(String message) {
    this.message = message;
  }

  public String message() {
    return message;
  }
}
