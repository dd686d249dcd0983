package com.remitflex.testing;

import java.util.HashMap;
import java.util.Map;

/** A test server at the address that a browser on this machine uses. */
public final class BrowsableServer {
  public static final String PUBLIC_URL = "REMITFLEX_PUBLIC_URL";

  private BrowsableServer() {}

  /** A server whose public address is its own on localhost. */
  public static TestServer with(Map<String, String> settings) {
    Map<String, String> all = new HashMap<>(address());
    all.putAll(settings);
    return TestServer.with(all);
  }

  /** The settings of a free port, and of the public address that leads to it. */
  public static Map<String, String> address() {
    int port = FreePort.choose();
    return Map.of("REMITFLEX_PORT", Integer.toString(port), PUBLIC_URL, "http://localhost:" + port);
  }
}
