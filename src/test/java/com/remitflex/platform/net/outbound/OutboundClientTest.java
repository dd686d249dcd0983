package com.remitflex.platform.net.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import com.remitflex.platform.errors.Result;
import com.remitflex.platform.net.outbound.OutboundOutcome.Failed;
import com.remitflex.platform.net.outbound.OutboundOutcome.Failure;
import com.remitflex.platform.net.outbound.OutboundOutcome.Replied;
import com.remitflex.testing.FreePort;
import com.remitflex.testing.TestCertificate;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which URLs the client accepts, where it connects, and how long it waits. */
class OutboundClientTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final Duration SHORT = Duration.ofMillis(700);
  private static final String TEXT = "{}";

  private final List<AutoCloseable> opened = new ArrayList<>();

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable one : opened.reversed()) {
      one.close();
    }
  }

  private <T extends AutoCloseable> T opened(T one) {
    opened.add(one);
    return one;
  }

  /** What a server does with a connection. */
  private interface Behaviour {
    void serve(InputStream in, OutputStream out) throws Exception;
  }

  /** A server on the loopback address that counts its connections. */
  private final class Server implements AutoCloseable {
    private final ServerSocket socket;
    final AtomicInteger connections = new AtomicInteger();

    Server(Behaviour behaviour) {
      try {
        socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
      Thread.ofVirtual().start(() -> accept(behaviour));
      opened(this);
    }

    private void accept(Behaviour behaviour) {
      while (!socket.isClosed()) {
        try {
          Socket client = socket.accept();
          connections.incrementAndGet();
          Thread.ofVirtual().start(() -> serve(client, behaviour));
        } catch (IOException e) {
          return;
        }
      }
    }

    private void serve(Socket client, Behaviour behaviour) {
      try (client) {
        behaviour.serve(client.getInputStream(), client.getOutputStream());
      } catch (Exception e) {
        // The client has ended the connection.
      }
    }

    int port() {
      return socket.getLocalPort();
    }

    String url(String path) {
      return "http://127.0.0.1:" + port() + path;
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  private static void respond(OutputStream out, String head, String body) throws IOException {
    out.write(
        ("HTTP/1.1 " + head + "\r\nContent-Length: " + body.length() + "\r\n\r\n" + body)
            .getBytes(StandardCharsets.US_ASCII));
    out.flush();
  }

  private static Behaviour responding(String head, String body) {
    return (in, out) -> {
      byte[] buffer = new byte[8_192];
      while (in.read(buffer) > 0) {
        respond(out, head, body);
      }
    };
  }

  private OutboundClient client() {
    return opened(OutboundClient.create("Test"));
  }

  private static OutboundOutcome send(OutboundClient client, OutboundUrl url, Duration timeout) {
    return client.send(
        new OutboundRequest(url, Map.of("X-Test", "1"), TEXT.getBytes(StandardCharsets.UTF_8)),
        timeout);
  }

  private static OutboundUrl loopback(String text) {
    return OutboundUrl.parse("url", text, Reach.PUBLIC_OR_LOOPBACK).orElseThrow();
  }

  private static Failure failure(OutboundOutcome outcome) {
    assertThat(outcome).isInstanceOf(Failed.class);
    return ((Failed) outcome).failure();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://example.com/",
        "ftp://example.com/",
        "file:///etc/passwd",
        "gopher://example.com:443/",
        "https:example.com",
        "//example.com/",
        "https://",
        "https:///path",
        "https://user@example.com/",
        "https://user:password@example.com/",
        "https://example.com@127.0.0.1/",
        "https://example.com/#fragment",
        "https://example.com:22/",
        "https://example.com:25/",
        "https://example.com:0/",
        "https://example.com:65536/",
        "https://example.com:99999999999/",
        "https://0x7f.1/",
        "https://0x7f000001/",
        "https://2130706433/",
        "https://127.1/",
        "https://127.0.1/",
        "https://0177.0.0.1/",
        "https://127.0.0.01/",
        "https://256.256.256.256/",
        "https://[fe80::1%25eth0]/",
        "https://[::ffff:127.0.0.1]/",
        "https://[::1/",
        "https://exa mple.com/",
        "https://example.com/\r\nX: y",
        "https://ex\u0430mple.com/",
        "https://\uFF11\uFF12\uFF17.0.0.1/",
        "https://127\u30020.0.1/",
        "https://-example.com/",
        "https://example..com/",
        "https://example.com\\@127.0.0.1/",
        "https://%31%32%37.0.0.1/",
        "javascript:alert(1)",
        ""
      })
  void aUrlThatProgramsReadDifferentlyIsRejected(String text) {
    Result<OutboundUrl> parsed = OutboundUrl.parse("url", text, Reach.PUBLIC);
    if (parsed instanceof Result.Ok<OutboundUrl>(OutboundUrl url)) {
      // `256.256.256.256` has the form of an address; only its value is wrong.
      assertThat(client().check("url", url)).isInstanceOf(Result.Rejected.class);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://127.0.0.1",
        "https://localhost",
        "https://localhost.",
        "https://LOCALHOST",
        "https://0.0.0.0",
        "https://10.0.0.1",
        "https://100.64.0.1",
        "https://169.254.169.254",
        "https://172.16.0.1",
        "https://192.0.0.1",
        "https://192.0.2.1",
        "https://192.88.99.1",
        "https://192.168.1.1",
        "https://198.18.0.1",
        "https://198.51.100.1",
        "https://203.0.113.1",
        "https://224.0.0.1",
        "https://240.0.0.1",
        "https://255.255.255.255",
        "https://[::]",
        "https://[::1]",
        "https://[::ffff:7f00:1]",
        "https://[::7f00:1]",
        "https://[64:ff9b::7f00:1]",
        "https://[64:ff9b:1::1]",
        "https://[100::1]",
        "https://[2001::1]",
        "https://[2001:db8::1]",
        "https://[2002:7f00:1::]",
        "https://[3fff::1]",
        "https://[5f00::1]",
        "https://[fc00::1]",
        "https://[fd00::1]",
        "https://[fe80::1]",
        "https://[fec0::1]",
        "https://[ff02::1]"
      })
  void noConnectionIsMadeToAnAddressThatIsNotPublic(String origin) {
    Server canary = new Server(responding("200 OK", ""));
    OutboundClient client = client();
    OutboundUrl url =
        OutboundUrl.parse("url", origin + ":" + canary.port() + "/", Reach.PUBLIC_OR_LOOPBACK)
            .orElseThrow();
    assertThat(client.check("url", url)).as(origin).isInstanceOf(Result.Rejected.class);
    assertThat(failure(send(client, url, TIMEOUT))).isEqualTo(Failure.FORBIDDEN_ADDRESS);
    assertThat(canary.connections).hasValue(0);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"https://1.1.1.1/a?b=c", "https://[2606:4700::1111]:8443/", "HTTPS://8.8.8.8"})
  void aPublicAddressIsAccepted(String text) {
    OutboundUrl url = OutboundUrl.parse("url", text, Reach.PUBLIC).orElseThrow();
    assertThat(client().check("url", url)).isInstanceOf(Result.Ok.class);
  }

  @Test
  void plainHttpReachesLoopbackOnlyAndOnlyWhereItIsAllowed() {
    Server server = new Server(responding("200 OK", "ok"));
    assertThat(OutboundUrl.parse("url", server.url("/"), Reach.PUBLIC))
        .isInstanceOf(Result.Rejected.class);
    OutboundClient client = client();
    assertThat(failure(send(client, loopback("http://1.1.1.1/"), TIMEOUT)))
        .isEqualTo(Failure.FORBIDDEN_ADDRESS);
    assertThat(send(client, loopback(server.url("/")), TIMEOUT)).isInstanceOf(Replied.class);
    assertThat(client.check("url", loopback("http://1.1.1.1/")))
        .isInstanceOfSatisfying(
            Result.Rejected.class,
            rejected -> assertThat(rejected.error().message()).startsWith("Must begin with https"));
  }

  /** A name that has a public address when it is checked, and a local one when it is used. */
  @Test
  void aNameThatIsBoundAgainToALocalAddressGetsNoConnection() throws Exception {
    Server canary = new Server(responding("200 OK", ""));
    AtomicInteger lookups = new AtomicInteger();
    HostResolver rebinding =
        host ->
            List.of(
                InetAddress.getByName(lookups.getAndIncrement() == 0 ? "1.1.1.1" : "127.0.0.1"));
    OutboundClient client =
        opened(
            new OutboundClient(
                rebinding, PublicAddresses::contains, SSLContext.getDefault(), "Test"));
    OutboundUrl url =
        OutboundUrl.parse("url", "https://rebinding.example:" + canary.port() + "/", Reach.PUBLIC)
            .orElseThrow();
    assertThat(client.check("url", url)).isInstanceOf(Result.Ok.class);
    Failed failed = (Failed) send(client, url, TIMEOUT);
    assertThat(failed.failure()).isEqualTo(Failure.FORBIDDEN_ADDRESS);
    assertThat(failed.address()).contains("127.0.0.1");
    assertThat(lookups).hasValue(2);
    assertThat(canary.connections).hasValue(0);
  }

  /** Names that are never resolved, which someone enters, must not delay what others receive. */
  @Test
  void theAddressOfAUrlThatIsOnlyCheckedIsFoundApartFromThoseOfRequests() throws Exception {
    Server server = new Server(responding("200 OK", "ok"));
    HostResolver local = host -> List.of(InetAddress.getLoopbackAddress());
    HostResolver none =
        host -> {
          throw new UnknownHostException(host);
        };
    OutboundClient client =
        opened(
            new OutboundClient(
                local, none, PublicAddresses::contains, SSLContext.getDefault(), "Test"));
    assertThat(client.check("url", loopback(server.url("/")))).isInstanceOf(Result.Rejected.class);
    assertThat(send(client, loopback(server.url("/")), TIMEOUT)).isInstanceOf(Replied.class);
  }

  /** One local address among public ones forbids them all. */
  @Test
  void aNameWithAPublicAndALocalAddressIsRejected() throws Exception {
    HostResolver both =
        host -> List.of(InetAddress.getByName("1.1.1.1"), InetAddress.getByName("10.0.0.1"));
    OutboundClient client =
        opened(
            new OutboundClient(both, PublicAddresses::contains, SSLContext.getDefault(), "Test"));
    OutboundUrl url = OutboundUrl.parse("url", "https://both.example/", Reach.PUBLIC).orElseThrow();
    assertThat(client.check("url", url)).isInstanceOf(Result.Rejected.class);
    assertThat(failure(send(client, url, TIMEOUT))).isEqualTo(Failure.FORBIDDEN_ADDRESS);
  }

  @Test
  void redirectsAreNotFollowedAndCookiesNotReturned() {
    Server canary = new Server(responding("200 OK", ""));
    List<String> requests = new ArrayList<>();
    Server server =
        new Server((in, out) -> {
          byte[] buffer = new byte[8_192];
          for (int read = in.read(buffer); read > 0; read = in.read(buffer)) {
            requests.add(new String(buffer, 0, read, StandardCharsets.US_ASCII));
            respond(out, "302 Found\r\nSet-Cookie: a=b\r\nLocation: " + canary.url("/secret"), "");
          }
        });
    OutboundClient client = client();
    Replied first = (Replied) send(client, loopback(server.url("/")), TIMEOUT);
    assertThat(first.reply().status()).isEqualTo(302);
    assertThat(send(client, loopback(server.url("/")), TIMEOUT)).isInstanceOf(Replied.class);
    assertThat(canary.connections).hasValue(0);
    assertThat(requests).hasSizeGreaterThanOrEqualTo(2);
    assertThat(String.join("", requests).toLowerCase(Locale.ROOT)).doesNotContain("cookie:");
  }

  @Test
  void aServerThatNeverRespondsIsLeftInTime() {
    Server server = new Server((in, out) -> Thread.sleep(60_000));
    long start = System.nanoTime();
    assertThat(failure(send(client(), loopback(server.url("/")), SHORT)))
        .isEqualTo(Failure.TIMEOUT);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
  }

  /** A server that sends the rest of its response slowly, after this beginning. */
  private Server slow(String beginning) {
    return new Server((in, out) -> {
      out.write(beginning.getBytes(StandardCharsets.US_ASCII));
      for (int i = 0; i < 1_000; i++) {
        out.write('x');
        out.flush();
        Thread.sleep(50);
      }
    });
  }

  /** Each byte begins the socket's own timeout again. */
  @Test
  void aServerThatSendsAByteNowAndThenIsLeftInTime() {
    Server server = slow("HTTP/1.1 200 OK\r\nX-Header: ");
    long start = System.nanoTime();
    assertThat(failure(send(client(), loopback(server.url("/")), SHORT)))
        .isEqualTo(Failure.TIMEOUT);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
  }

  /** The body of a webhook's response does not matter, but a GET is made for its body. */
  @Test
  void aStatusThatArrivedCountsAlsoIfTheBodyDoesNotArrive() {
    Server server = slow("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n");
    long start = System.nanoTime();
    Replied replied = (Replied) send(client(), loopback(server.url("/")), SHORT);
    assertThat(replied.reply().status()).isEqualTo(200);
    assertThat(new String(replied.reply().body(), StandardCharsets.US_ASCII)).matches("x+");
    OutboundRequest get = OutboundRequest.get(loopback(server.url("/")), Map.of(), 4 * 1024);
    assertThat(failure(client().send(get, SHORT))).isEqualTo(Failure.TIMEOUT);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(8));
  }

  @Test
  void whatHasArrivedOfABodyThatIsCutOffIsKept() {
    Server server =
        new Server((in, out) -> {
          var _ = in.read(new byte[8_192]);
          out.write(
              "HTTP/1.1 500 Error\r\nContent-Length: 100\r\n\r\nhalf"
                  .getBytes(StandardCharsets.US_ASCII));
          out.flush();
        });
    Replied replied = (Replied) send(client(), loopback(server.url("/")), TIMEOUT);
    assertThat(replied.reply().status()).isEqualTo(500);
    assertThat(replied.reply().body()).asString(StandardCharsets.US_ASCII).isEqualTo("half");
  }

  @Test
  void onlyTheBeginningOfAnEndlessResponseIsRead() {
    AtomicInteger sent = new AtomicInteger();
    Server server =
        new Server((in, out) -> {
          out.write(
              "HTTP/1.1 200 OK\r\nContent-Length: 10000000000\r\n\r\n"
                  .getBytes(StandardCharsets.US_ASCII));
          byte[] kilobytes = new byte[64 * 1024];
          Arrays.fill(kilobytes, (byte) 'x');
          while (true) {
            out.write(kilobytes);
            sent.addAndGet(kilobytes.length);
          }
        });
    Replied replied = (Replied) send(client(), loopback(server.url("/")), TIMEOUT);
    assertThat(replied.reply().body()).hasSize(4 * 1024);
    assertThat(sent.get()).isLessThan(64 * 1024 * 1024);
  }

  @Test
  void endlessHeadersAreNotRead() {
    Server server =
        new Server((in, out) -> {
          out.write("HTTP/1.1 200 OK\r\n".getBytes(StandardCharsets.US_ASCII));
          while (true) {
            out.write("X-Header: value\r\n".getBytes(StandardCharsets.US_ASCII));
          }
        });
    assertThat(failure(send(client(), loopback(server.url("/")), TIMEOUT)))
        .isEqualTo(Failure.PROTOCOL);
  }

  @Test
  void aConnectionIsUsedAgainAndOneThatTheServerClosedIsReplaced() {
    Server keeping = new Server(responding("200 OK", "ok"));
    OutboundClient client = client();
    for (int i = 0; i < 5; i++) {
      assertThat(send(client, loopback(keeping.url("/")), TIMEOUT)).isInstanceOf(Replied.class);
    }
    assertThat(keeping.connections).hasValue(1);

    Server closing =
        new Server((in, out) -> {
          var _ = in.read(new byte[8_192]);
          respond(out, "200 OK", "");
        });
    for (int i = 0; i < 5; i++) {
      assertThat(send(client, loopback(closing.url("/")), TIMEOUT)).isInstanceOf(Replied.class);
    }
  }

  @Test
  void aRefusedConnectionAndAnUnknownNameAreNamed() throws Exception {
    OutboundClient client = client();
    assertThat(
            failure(send(client, loopback("http://127.0.0.1:" + FreePort.choose() + "/"), TIMEOUT)))
        .isEqualTo(Failure.CONNECT);
    assertThat(failure(send(client, loopback("https://does-not-exist.invalid/"), TIMEOUT)))
        .isEqualTo(Failure.DNS);
  }

  @Test
  void aCertificateMustBeTrustedAndForTheHost() throws Exception {
    TestCertificate certificate = TestCertificate.create(TestCertificate.Kind.EC);
    HttpsServer server =
        HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
    server.setHttpsConfigurator(new HttpsConfigurator(serving(certificate)));
    AtomicInteger requests = new AtomicInteger();
    server.createContext(
        "/",
        exchange -> {
          requests.incrementAndGet();
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    server.start();
    opened(() -> server.stop(0));
    int port = server.getAddress().getPort();
    HostResolver local = host -> List.of(InetAddress.getLoopbackAddress());
    OutboundClient strict =
        opened(new OutboundClient(local, any -> true, SSLContext.getDefault(), "Test"));
    OutboundClient trusting =
        opened(new OutboundClient(local, any -> true, certificate.trusted(), "Test"));

    assertThat(failure(send(strict, loopback("https://localhost:" + port + "/"), TIMEOUT)))
        .isEqualTo(Failure.TLS);
    assertThat(failure(send(trusting, loopback("https://other.example:" + port + "/"), TIMEOUT)))
        .isEqualTo(Failure.TLS);
    assertThat(requests).hasValue(0);
    assertThat(send(trusting, loopback("https://localhost:" + port + "/"), TIMEOUT))
        .isInstanceOf(Replied.class);
  }

  private static SSLContext serving(TestCertificate certificate) throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setKeyEntry(
        "key",
        certificate.pair().getPrivate(),
        new char[0],
        new Certificate[] {certificate.certificate()});
    KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
    keys.init(store, new char[0]);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), null, null);
    return context;
  }
}
