package com.remitflex.features.rails.evm.rpc;

/** A call to one node failed; {@link EvmNodes} decides what that means. */
public final class RpcException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final RpcErrorKind kind;

  public RpcException(RpcErrorKind kind, String message) {
    super(message, null, false, false);
    this.kind = kind;
  }

  /** A response that no correct node sends. */
  static RpcException invalid(String what) {
    return new RpcException(RpcErrorKind.TRANSIENT, "invalid response: " + what);
  }

  public RpcErrorKind kind() {
    return kind;
  }
}
