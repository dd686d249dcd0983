package com.remitflex.platform.net.outbound;

/** Where a URL that a customer enters may lead. */
public enum Reach {
  /** HTTPS to public addresses. */
  PUBLIC,
  /** Also plain HTTP to a loopback address of this machine, for trials. */
  PUBLIC_OR_LOOPBACK
}
