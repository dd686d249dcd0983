package com.remitflex.features.rails.evm.rpc;

import com.fasterxml.jackson.databind.JsonNode;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.http.HttpClient;

/**
 * A node for development, which signs with accounts of its own and whose methods change the chain.
 * Chains with real funds have none: see {@link EvmNodes}.
 */
public final class DevelopmentNode {
  private static final RpcLimits LIMITS = RpcLimits.usual();
  private static final HttpClient HTTP = RpcClient.http(LIMITS);

  private final RpcClient client;

  public DevelopmentNode(RpcUrl url) {
    this.client =
        new RpcClient(
            HTTP, url, LIMITS, new RpcHealth("development", url, new SimpleMeterRegistry()));
  }

  /**
   * Calls any method.
   *
   * @throws RpcException the node reported an error, did not respond, or not correctly
   */
  public JsonNode call(String method, Object... parameters) {
    return client.call(method, parameters);
  }

  /** Calls a method that returns a quantity that fits a long. */
  public long number(String method, Object... parameters) {
    return Hex.number(call(method, parameters), method);
  }
}
