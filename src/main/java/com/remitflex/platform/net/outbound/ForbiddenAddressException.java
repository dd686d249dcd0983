package com.remitflex.platform.net.outbound;

import java.net.UnknownHostException;

/** A host has an address to which no request may be sent. */
final class ForbiddenAddressException extends UnknownHostException {
  private static final long serialVersionUID = 1L;

  private final String address;

  ForbiddenAddressException(String host, String address) {
    super(host + " has the address " + address + ", which is not public");
    this.address = address;
  }

  String address() {
    return address;
  }
}
