package com.remitflex.features.rails.signer.wire;

import com.remitflex.features.rails.signer.Signer;
import com.remitflex.features.rails.signer.SignerSettings;
import com.remitflex.features.rails.signer.keys.Passphrase;
import com.remitflex.features.rails.signer.service.LocalSigner;
import java.time.Clock;
import java.util.Arrays;

/** Opens the signer that the settings name. */
public final class SignerConnection {
  private SignerConnection() {}

  /**
   * The signer; one in another process is not contacted before the first request.
   *
   * @throws com.remitflex.features.rails.signer.SignerException if the shared secret cannot be
   *     read, or the embedded signer cannot start
   */
  public static Signer open(SignerSettings settings) {
    return switch (settings) {
      case SignerSettings.Unix unix ->
          new RemoteSigner(new UnixConnector(unix.socket()), SharedSecret.read(unix.secretFile()));
      case SignerSettings.Tls tls ->
          new RemoteSigner(
              TlsConnector.of(tls.host(), tls.port(), tls.certificate()),
              SharedSecret.read(tls.secretFile()));
      case SignerSettings.Embedded embedded -> embedded(embedded);
    };
  }

  private static Signer embedded(SignerSettings.Embedded embedded) {
    char[] passphrase = Passphrase.read(embedded.passphraseFile());
    try {
      return LocalSigner.open(embedded.directory(), passphrase, Clock.systemUTC());
    } finally {
      Arrays.fill(passphrase, '\0');
    }
  }
}
