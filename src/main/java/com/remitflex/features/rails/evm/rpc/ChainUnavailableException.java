package com.remitflex.features.rails.evm.rpc;

/** The nodes of a network do not respond or do not agree; to be tried again later. */
public final class ChainUnavailableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public ChainUnavailableException(String reason) {
    super(reason, null, false, false);
  }
}
