package com.remitflex.features.rails.signer.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.remitflex.features.rails.signer.Cancellation;
import com.remitflex.features.rails.signer.PayoutAuthorization;
import com.remitflex.features.rails.signer.RelayTransaction;
import com.remitflex.features.rails.signer.SettableClock;
import com.remitflex.features.rails.signer.SignedAuthorization;
import com.remitflex.features.rails.signer.Signer;
import com.remitflex.features.rails.signer.SignerErrorCode;
import com.remitflex.features.rails.signer.SignerException;
import com.remitflex.features.rails.signer.SignerReply;
import com.remitflex.features.rails.signer.SignerSettings;
import com.remitflex.features.rails.signer.SweepAuthorization;
import com.remitflex.features.rails.signer.TestSigner;
import com.remitflex.features.rails.signer.service.LocalSigner;
import com.remitflex.features.recipients.wallets.EvmAddress;
import com.remitflex.platform.http.server.TlsFiles;
import com.remitflex.testing.Await;
import com.remitflex.testing.TestCertificate;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A signer behind a Unix socket or TLS does what it does directly, and nothing for strangers. */
class SignerProtocolTest {
  private static final Duration MAX_TIME = Duration.ofSeconds(3);

  @TempDir private Path directory;

  private final SettableClock clock = new SettableClock(Instant.parse("2027-01-31T12:00:00Z"));
  private TestSigner files;
  private LocalSigner signer;
  private Path socket;
  private SignerServer server;

  @BeforeEach
  void start() {
    files = TestSigner.create(directory.resolve("signer"));
    signer = files.open(clock);
    socket = directory.resolve("socket");
    server =
        new SignerServer(UnixListening.open(socket, false), signer, secret(), MAX_TIME).start();
  }

  @AfterEach
  void stop() {
    server.close();
    signer.close();
  }

  private Path secretFile() {
    return files.directory().resolve("shared-secret");
  }

  private SharedSecret secret() {
    return SharedSecret.read(secretFile());
  }

  private Signer client() {
    return SignerConnection.open(new SignerSettings.Unix(socket, secretFile()));
  }

  @Test
  void everyOperationHasTheSameOutcomeAsDirectly() {
    try (Signer client = client()) {
      assertSame(client);
    }
  }

  private void assertSame(Signer client) {
    PayoutAuthorization payout = TestSigner.payout(clock, 1, 1_000_000);
    assertThat(client.signPayout(payout))
        .isInstanceOf(SignerReply.Done.class)
        .isEqualTo(signer.signPayout(payout));
    SweepAuthorization sweep =
        new SweepAuthorization(
            payout.method(),
            payout.chainId(),
            payout.token(),
            Integer.MAX_VALUE,
            BigInteger.TWO.pow(255),
            payout.window(),
            TestSigner.nonce(2));
    assertThat(client.signSweep(sweep))
        .isInstanceOf(SignerReply.Done.class)
        .isEqualTo(signer.signSweep(sweep));
    for (Optional<Integer> index : List.of(Optional.<Integer>empty(), Optional.of(3))) {
      Cancellation cancellation =
          new Cancellation(
              payout.chainId(), payout.token(), index, TestSigner.nonce(index.orElse(4)));
      assertThat(client.signCancellation(cancellation))
          .isInstanceOf(SignerReply.Done.class)
          .isEqualTo(signer.signCancellation(cancellation));
    }
    EvmAddress relayer = files.addresses().relayers().getFirst();
    RelayTransaction relay =
        new RelayTransaction(
            payout.chainId(),
            relayer,
            0,
            relayer,
            "0x",
            21_000,
            BigInteger.valueOf(1_000_000_000),
            BigInteger.ONE);
    assertThat(client.signRelay(relay))
        .isInstanceOf(SignerReply.Done.class)
        .isEqualTo(signer.signRelay(relay));
    assertThat(client.addresses()).isEqualTo(new SignerReply.Done<>(files.addresses()));
    assertThat(client.health()).isEqualTo(signer.health());
    assertThat(client.signPayout(TestSigner.payout(clock, 1, 2)))
        .isInstanceOf(SignerReply.Rejected.class)
        .isEqualTo(signer.signPayout(TestSigner.payout(clock, 1, 2)));
  }

  @Test
  void tlsCarriesTheSame() throws Exception {
    Path certificate = directory.resolve("cert.pem");
    Path key = directory.resolve("key.pem");
    TestCertificate.create(TestCertificate.Kind.EC).write(certificate, key);
    TlsListening listening =
        TlsListening.open(InetAddress.getLoopbackAddress(), 0, new TlsFiles(certificate, key));
    try (SignerServer overTls = new SignerServer(listening, signer, secret()).start()) {
      assertThat(overTls.place()).startsWith("tls://127.0.0.1:");
      try (Signer client =
          SignerConnection.open(
              new SignerSettings.Tls(
                  "localhost", listening.port(), secretFile(), Optional.of(certificate)))) {
        assertSame(client);
      }
      try (Signer client =
          SignerConnection.open(
              new SignerSettings.Tls(
                  "localhost", listening.port(), secretFile(), Optional.empty()))) {
        assertThat(client.health()).isInstanceOf(SignerReply.Unavailable.class);
      }
    }
  }

  @Test
  void theSocketIsForItsUserOnly() throws IOException {
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket)))
        .isEqualTo("rw-------");
    assertThatThrownBy(() -> UnixListening.open(socket, false))
        .isInstanceOf(SignerException.class)
        .hasMessageContaining("already listens");
    assertThatThrownBy(() -> UnixListening.open(secretFile(), false))
        .isInstanceOf(SignerException.class)
        .hasMessageContaining("is not a socket");
    assertThatThrownBy(() -> UnixListening.open(directory.resolve("s".repeat(120)), false))
        .isInstanceOf(SignerException.class)
        .hasMessageContaining("shorter than 100 bytes");
  }

  @Test
  void anotherSecretGetsNoResponse() {
    RemoteSigner stranger =
        new RemoteSigner(new UnixConnector(socket), SharedSecret.of(new byte[32]));

    assertThat(stranger.signPayout(TestSigner.payout(clock, 1, 1)).toString())
        .contains("Unavailable")
        .contains("another shared secret");
    assertThat(signer.health().toString()).contains("signatures=0");
  }

  /** A message that was recorded in one connection is worth nothing in the next. */
  @Test
  void aRecordedRequestCannotBeReplayed() throws IOException {
    ByteArrayOutputStream recorded = new ByteArrayOutputStream();
    byte[] request =
        RequestJson.bytes(new Request.SignPayout(TestSigner.payout(clock, 1, 1_000_000)));
    try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
      Exchange.request(
          Channels.newInputStream(channel), new Recording(channel, recorded), secret(), request);
    }
    assertThat(signer.health().toString()).contains("signatures=1");
    try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
      InputStream in = Channels.newInputStream(channel);
      in.readNBytes(40);
      channel.write(ByteBuffer.wrap(recorded.toByteArray()));
      assertThat(in.read()).isEqualTo(-1);
    }
  }

  /** Writes to a channel, and keeps a copy. */
  private static final class Recording extends java.io.OutputStream {
    private final SocketChannel channel;
    private final ByteArrayOutputStream recorded;

    Recording(SocketChannel channel, ByteArrayOutputStream recorded) {
      this.channel = channel;
      this.recorded = recorded;
    }

    @Override
    public void write(int one) throws IOException {
      write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      recorded.write(bytes, offset, length);
      channel.write(ByteBuffer.wrap(bytes, offset, length));
    }
  }

  @Test
  void aSilentOrHugeClientIsDisconnected() throws IOException {
    try (SocketChannel silent = SocketChannel.open(UnixDomainSocketAddress.of(socket));
        SocketChannel huge = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
      InputStream in = Channels.newInputStream(huge);
      in.readNBytes(40);
      huge.write(ByteBuffer.allocate(36).putInt(32, Integer.MAX_VALUE));
      assertThat(in.read()).isEqualTo(-1);
      Channels.newInputStream(silent).readNBytes(40);
      assertThat(Channels.newInputStream(silent).read()).isEqualTo(-1);
    }
  }

  @Test
  void aFloodOfConnectionsEndsByItself() throws IOException {
    List<SocketChannel> flood = new ArrayList<>();
    try (Signer client = client()) {
      for (int i = 0; i < 100; i++) {
        flood.add(SocketChannel.open(UnixDomainSocketAddress.of(socket)));
      }
      Await.until(
          "the signer responds again",
          Duration.ofSeconds(30),
          () -> client.health() instanceof SignerReply.Done);
    } finally {
      for (SocketChannel one : flood) {
        one.close();
      }
    }
  }

  @Test
  void aRequestThatIsNotOneIsRejectedWithTheField() {
    for (String text :
        List.of(
            "{}",
            "[]",
            "{\"operation\":\"export_keys\"}",
            "{\"operation\":\"health\",\"operation\":\"health\"}",
            "{\"operation\":\"health\",\"more\":\"x\"}",
            "{\"operation\":\"sign_relay\",\"chain_id\":1}")) {
      byte[] response = new Operations(signer).respond(text.getBytes(StandardCharsets.UTF_8));
      SignerReply<SignedAuthorization> reply = ReplyJson.read(response, ReplyJson::authorization);
      assertThat(reply).isInstanceOf(SignerReply.Rejected.class);
      assertThat(((SignerReply.Rejected<SignedAuthorization>) reply).code())
          .isEqualTo(SignerErrorCode.BAD_REQUEST);
    }
  }

  @Test
  void aSignerThatDoesNotRunIsUnavailable() {
    server.close();
    try (Signer client = client()) {
      assertThat(client.health().toString()).contains("Unavailable").contains("unix:" + socket);
    }
  }
}
