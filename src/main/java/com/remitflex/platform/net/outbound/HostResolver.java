package com.remitflex.platform.net.outbound;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/** Finds the addresses of a host. */
@FunctionalInterface
public interface HostResolver {
  /**
   * The addresses of a host name, or of the address that the text is.
   *
   * @throws UnknownHostException if there are none, or none were found in time
   */
  List<InetAddress> resolve(String host) throws UnknownHostException;
}
