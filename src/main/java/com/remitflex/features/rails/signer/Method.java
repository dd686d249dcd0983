package com.remitflex.features.rails.signer;

/** The function of EIP-3009 for which an authorisation is signed. */
public enum Method {
  /** Anyone may submit it. */
  TRANSFER("transferWithAuthorization"),
  /** Only the recipient may submit it. */
  RECEIVE("receiveWithAuthorization");

  private final String function;

  Method(String function) {
    this.function = function;
  }

  /** The name of the token's function. */
  public String function() {
    return function;
  }
}
