package com.remitflex.features.rails.signer;

import java.nio.file.Path;
import java.util.Optional;

/** Where the server finds its signer. */
public sealed interface SignerSettings {
  /**
   * A signer on this machine.
   *
   * @param socket path of its Unix socket
   */
  record Unix(Path socket, Path secretFile) implements SignerSettings {}

  /**
   * A signer that is reached over TLS.
   *
   * @param certificate PEM file of the certificate to trust; empty for those that Java trusts
   */
  record Tls(String host, int port, Path secretFile, Optional<Path> certificate)
      implements SignerSettings {}

  /**
   * The signer in the server's own process, for trials: who takes over the server has its keys.
   *
   * @param directory of the signer
   */
  record Embedded(Path directory, Path passphraseFile) implements SignerSettings {}
}
