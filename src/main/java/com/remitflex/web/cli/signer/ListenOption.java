package com.remitflex.web.cli.signer;

import com.remitflex.features.rails.signer.SignerException;
import com.remitflex.features.rails.signer.wire.Listening;
import com.remitflex.features.rails.signer.wire.TlsListening;
import com.remitflex.features.rails.signer.wire.UnixListening;
import com.remitflex.platform.http.server.TlsFiles;
import com.remitflex.platform.net.Address;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where `signer up` listens. */
sealed interface ListenOption {
  Pattern TLS = Pattern.compile("tls://(?:\\[([0-9a-fA-F:.]+)\\]|([0-9.]+)):([0-9]{1,5})");
  int MAX_PORT = 65_535;

  record Unix(Path socket) implements ListenOption {}

  record Tls(InetAddress address, int port) implements ListenOption {}

  /** Reads the option; its default is a Unix socket in the signer's directory. */
  static ListenOption parse(Optional<String> text, Path directory) {
    if (text.isEmpty()) {
      return new Unix(directory.resolve("socket"));
    }
    if (text.get().startsWith("unix:") && text.get().length() > "unix:".length()) {
      return new Unix(Path.of(text.get().substring("unix:".length())));
    }
    Matcher tls = TLS.matcher(text.get());
    if (tls.matches() && Integer.parseInt(tls.group(3)) <= MAX_PORT) {
      String address = tls.group(1) == null ? tls.group(2) : tls.group(1);
      if (Address.canonical(address).isPresent()) {
        return new Tls(InetAddress.ofLiteral(address), Integer.parseInt(tls.group(3)));
      }
    }
    throw new SignerException(
        "--listen must be unix:PATH or tls://ADDRESS:PORT with an IP address of this machine, but"
            + " is: "
            + text.get());
  }

  /** Listens there. */
  default Listening open(boolean isForGroup, Optional<Path> certificate, Optional<Path> key) {
    return switch (this) {
      case Unix(Path socket) -> UnixListening.open(socket, isForGroup);
      case Tls(InetAddress address, int port) -> {
        if (certificate.isEmpty() || key.isEmpty()) {
          throw new SignerException("tls:// requires --certificate and --key.");
        }
        yield TlsListening.open(address, port, new TlsFiles(certificate.get(), key.get()));
      }
    };
  }
}
