package com.remitflex.features.rails.evm.rpc;

import java.time.Duration;

/**
 * The limits of one call.
 *
 * @param connect time for a new connection
 * @param call time for the complete response
 * @param maxBytes size of the response's body
 */
public record RpcLimits(Duration connect, Duration call, int maxBytes) {
  private static final int MAX_BYTES = 16 * 1024 * 1024;

  public static RpcLimits usual() {
    return new RpcLimits(Duration.ofSeconds(3), Duration.ofSeconds(10), MAX_BYTES);
  }
}
