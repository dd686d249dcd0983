package com.remitflex.features.rails.signer.wire;

import com.remitflex.features.rails.signer.SignerException;
import com.remitflex.platform.http.server.TlsFiles;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/** A TCP port with TLS. */
public final class TlsListening implements Listening {
  private static final int BACKLOG = 128;

  private final ServerSocket server;
  private final SSLContext context;

  private TlsListening(ServerSocket server, SSLContext context) {
    this.server = server;
    this.context = context;
  }

  /**
   * Listens on a port.
   *
   * @param port 0 for a free one
   * @throws SignerException if the port is in use, or the files cannot serve TLS
   */
  public static TlsListening open(InetAddress address, int port, TlsFiles files) {
    try {
      SSLContext context = context(files.read());
      ServerSocket server = new ServerSocket();
      try {
        server.setReuseAddress(true);
        server.bind(new InetSocketAddress(address, port), BACKLOG);
        return new TlsListening(server, context);
      } catch (IOException e) {
        server.close();
        throw e;
      }
    } catch (TlsFiles.UnusableException e) {
      throw new SignerException(String.valueOf(e.getMessage()), e);
    } catch (IOException | GeneralSecurityException e) {
      throw new SignerException(
          "Cannot listen on port " + port + ": " + e.getMessage() + ". Name another one.", e);
    }
  }

  private static SSLContext context(TlsFiles.Identity identity)
      throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    char[] none = {};
    store.setKeyEntry("signer", identity.key(), none, identity.chain().toArray(Certificate[]::new));
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, none);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), null, null);
    return context;
  }

  public int port() {
    return server.getLocalPort();
  }

  /** The handshake begins with the first read or write, in the thread of the connection. */
  @Override
  public Link accept() throws IOException {
    Socket transport = server.accept();
    try {
      SSLSocket tls =
          (SSLSocket) context.getSocketFactory().createSocket(transport, (InputStream) null, true);
      tls.setUseClientMode(false);
      tls.setEnabledProtocols(new String[] {"TLSv1.3"});
      InputStream in = tls.getInputStream();
      OutputStream out = tls.getOutputStream();
      return new Link(in, out, transport);
    } catch (IOException | RuntimeException e) {
      transport.close();
      throw e;
    }
  }

  @Override
  public String place() {
    return "tls://" + server.getInetAddress().getHostAddress() + ":" + server.getLocalPort();
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
