package com.remitflex.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A real proxy that runs with the configuration file that the documentation shows; only addresses,
 * file names and time limits are replaced.
 */
public final class ReverseProxy implements AutoCloseable {
  private static final Path OPS = Path.of("ops");

  private final Process process;
  private final int tlsPort;
  private final int plainPort;
  private final TestCertificate certificate;

  /** The proxies that the documentation describes. */
  public enum Kind {
    NGINX("nginx", OPS.resolve("nginx").resolve("remitflex.conf")),
    HAPROXY("haproxy", OPS.resolve("haproxy").resolve("haproxy.cfg"));

    private final String program;
    private final Path file;

    Kind(String program, Path file) {
      this.program = program;
      this.file = file;
    }

    /** The configuration file in the repository. */
    public Path file() {
      return file;
    }

    public boolean isInstalled() {
      return Files.isExecutable(Path.of("/usr/sbin", program));
    }
  }

  private ReverseProxy(Process process, int tlsPort, int plainPort, TestCertificate certificate) {
    this.process = process;
    this.tlsPort = tlsPort;
    this.plainPort = plainPort;
    this.certificate = certificate;
  }

  /**
   * Starts a proxy.
   *
   * @param serverPort the port of RemitFlex
   * @param changes what else to replace in the file; every text must occur in it
   */
  public static ReverseProxy start(Kind kind, int serverPort, Map<String, String> changes) {
    Path directory = TestDirectories.createOrFail(kind.program);
    int tlsPort = FreePort.choose();
    int plainPort = FreePort.choose();
    TestCertificate certificate = TestCertificate.create(TestCertificate.Kind.EC);
    Path fullchain = directory.resolve("fullchain.pem");
    Path key = directory.resolve("privkey.pem");
    certificate.write(fullchain, key);
    Map<String, String> replaced = new LinkedHashMap<>(changes);
    replaced.put("127.0.0.1:8080", "127.0.0.1:" + serverPort);
    try {
      Process process =
          switch (kind) {
            case NGINX -> {
              replaced.put("listen 443 ssl", "listen 127.0.0.1:" + tlsPort + " ssl");
              replaced.put("listen 80;", "listen 127.0.0.1:" + plainPort + ";");
              replaced.put("/etc/remitflex/fullchain.pem", fullchain.toString());
              replaced.put("/etc/remitflex/privkey.pem", key.toString());
              yield nginx(directory, replaced(kind, replaced));
            }
            case HAPROXY -> {
              Path both = directory.resolve("haproxy.pem");
              Files.writeString(both, Files.readString(fullchain) + Files.readString(key));
              replaced.put("bind :443", "bind 127.0.0.1:" + tlsPort);
              replaced.put("bind :80", "bind 127.0.0.1:" + plainPort);
              replaced.put("/etc/remitflex/haproxy.pem", both.toString());
              Path file = directory.resolve("haproxy.cfg");
              Files.writeString(file, replaced(kind, replaced));
              yield start(directory, "/usr/sbin/haproxy", "-db", "-f", file.toString());
            }
          };
      ReverseProxy proxy = new ReverseProxy(process, tlsPort, plainPort, certificate);
      Await.until(
          kind + " listens or ends",
          () -> !process.isAlive() || (accepts(tlsPort) && accepts(plainPort)));
      if (!process.isAlive()) {
        throw new IllegalStateException(Files.readString(directory.resolve("output")));
      }
      return proxy;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String replaced(Kind kind, Map<String, String> changes) throws IOException {
    String text = Files.readString(kind.file);
    for (Map.Entry<String, String> change : changes.entrySet()) {
      if (!text.contains(change.getKey())) {
        throw new IllegalStateException(kind.file + " does not contain " + change.getKey());
      }
      text = text.replace(change.getKey(), change.getValue());
    }
    return text;
  }

  /** The file belongs into the `http` block of nginx's main configuration. */
  private static Process nginx(Path directory, String text) throws IOException {
    Path site = directory.resolve("remitflex.conf");
    Files.writeString(site, text);
    StringBuilder main = new StringBuilder("worker_processes 1;\n");
    if (System.getProperty("user.name").equals("root")) {
      main.append("user root;\n");
    }
    main.append("pid ").append(directory.resolve("pid")).append(";\nevents {}\nhttp {\n");
    main.append("access_log off;\n");
    for (String kind : List.of("client_body", "proxy", "fastcgi", "uwsgi", "scgi")) {
      main.append(kind).append("_temp_path ").append(directory.resolve(kind)).append(";\n");
    }
    main.append("include ").append(site).append(";\n}\n");
    Path file = directory.resolve("nginx.conf");
    Files.writeString(file, main);
    return start(
        directory,
        "/usr/sbin/nginx",
        "-p",
        directory.toString(),
        "-e",
        directory.resolve("error.log").toString(),
        "-c",
        file.toString(),
        "-g",
        "daemon off;");
  }

  private static Process start(Path directory, String... command) throws IOException {
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(directory.resolve("output").toFile())
        .start();
  }

  private static boolean accepts(int port) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  /** A new TLS connection to the proxy. */
  public RawConnection connect() {
    try {
      return new RawConnection(
          certificate
              .trusted()
              .getSocketFactory()
              .createSocket(InetAddress.getLoopbackAddress(), tlsPort));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public TestCertificate certificate() {
    return certificate;
  }

  public String url(String path) {
    return "https://localhost:" + tlsPort + path;
  }

  public String plainUrl(String path) {
    return "http://localhost:" + plainPort + path;
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
