package com.remitflex.features.rails.signer.wire;

import java.io.Closeable;
import java.io.IOException;

/** Where a signer accepts connections. */
public sealed interface Listening extends Closeable permits UnixListening, TlsListening {
  /** Waits for the next connection. */
  Link accept() throws IOException;

  /** Where it listens, as REMITFLEX_SIGNER names it. */
  String place();
}
