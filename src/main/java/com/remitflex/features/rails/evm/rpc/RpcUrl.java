package com.remitflex.features.rails.evm.rpc;

import java.net.URI;
import java.util.Locale;
import java.util.Optional;

/**
 * The address of a node's JSON-RPC interface. Its path often contains the operator's key, so only
 * {@link #name} may be shown.
 *
 * @param name host and port, which also tell whether two URLs are independent
 */
public record RpcUrl(URI uri, String name) {
  private static final int MAX_LENGTH = 1_000;

  /** The URL in this text; empty if it is not a usable http or https URL. */
  public static Optional<RpcUrl> parse(String text) {
    if (text.length() > MAX_LENGTH || !text.matches("https?://[^\\s#]+")) {
      return Optional.empty();
    }
    try {
      URI uri = URI.create(text);
      boolean usable = uri.getHost() != null && uri.getUserInfo() == null && uri.getPort() != 0;
      return usable ? Optional.of(new RpcUrl(uri, nameOf(uri))) : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static String nameOf(URI uri) {
    String host = uri.getHost().toLowerCase(Locale.ROOT);
    return uri.getPort() < 0 ? host : host + ":" + uri.getPort();
  }

  @Override
  public String toString() {
    return name;
  }
}
