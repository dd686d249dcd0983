package com.remitflex.platform.net.outbound;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.function.Predicate;
import org.apache.hc.client5.http.DnsResolver;

/**
 * Resolves a host for a connection, and checks the addresses: the connection is made to one of
 * these objects, so that no second lookup can have another result (DNS rebinding).
 */
final class GuardedResolver implements DnsResolver {
  /** A name with many addresses must not lead to as many attempts to connect. */
  private static final int MAX_ADDRESSES = 4;

  private final HostResolver resolver;
  private final Predicate<InetAddress> allowed;

  GuardedResolver(HostResolver resolver, Predicate<InetAddress> allowed) {
    this.resolver = resolver;
    this.allowed = allowed;
  }

  /** The addresses of a host; one that is not allowed forbids them all. */
  List<InetAddress> addresses(String host) throws UnknownHostException {
    List<InetAddress> found = resolver.resolve(host);
    for (InetAddress address : found) {
      if (!allowed.test(address)) {
        throw new ForbiddenAddressException(host, PublicAddresses.text(address));
      }
    }
    return found.subList(0, Math.min(found.size(), MAX_ADDRESSES));
  }

  @Override
  public InetAddress[] resolve(String host) throws UnknownHostException {
    return addresses(host).toArray(InetAddress[]::new);
  }

  @Override
  public String resolveCanonicalHostname(String host) {
    return host;
  }
}
