package com.remitflex.features.rails.signer.wire;

import com.remitflex.features.rails.signer.Cancellation;
import com.remitflex.features.rails.signer.PayoutAuthorization;
import com.remitflex.features.rails.signer.RelayTransaction;
import com.remitflex.features.rails.signer.SignedAuthorization;
import com.remitflex.features.rails.signer.SignedTransaction;
import com.remitflex.features.rails.signer.Signer;
import com.remitflex.features.rails.signer.SignerAddresses;
import com.remitflex.features.rails.signer.SignerHealth;
import com.remitflex.features.rails.signer.SignerReply;
import com.remitflex.features.rails.signer.SweepAuthorization;
import com.remitflex.platform.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Function;

/** A signer in another process, asked over a connection for each request. */
final class RemoteSigner implements Signer {
  private static final Duration MAX_TIME = Duration.ofSeconds(10);

  private final Connector connector;
  private final SharedSecret secret;
  private final Duration maxTime;
  private final Deadlines deadlines = new Deadlines();

  /** Connects to the signer. */
  interface Connector {
    Link connect() throws IOException;

    /** Where it connects to, for people. */
    String place();
  }

  RemoteSigner(Connector connector, SharedSecret secret) {
    this(connector, secret, MAX_TIME);
  }

  RemoteSigner(Connector connector, SharedSecret secret, Duration maxTime) {
    this.connector = connector;
    this.secret = secret;
    this.maxTime = maxTime;
  }

  @Override
  public SignerReply<SignedAuthorization> signPayout(PayoutAuthorization request) {
    return send(new Request.SignPayout(request), ReplyJson::authorization);
  }

  @Override
  public SignerReply<SignedAuthorization> signSweep(SweepAuthorization request) {
    return send(new Request.SignSweep(request), ReplyJson::authorization);
  }

  @Override
  public SignerReply<SignedAuthorization> signCancellation(Cancellation request) {
    return send(new Request.SignCancellation(request), ReplyJson::authorization);
  }

  @Override
  public SignerReply<SignedTransaction> signRelay(RelayTransaction request) {
    return send(new Request.SignRelay(request), ReplyJson::transaction);
  }

  @Override
  public SignerReply<SignerAddresses> addresses() {
    return send(new Request.Addresses(), ReplyJson::addresses);
  }

  @Override
  public SignerReply<SignerHealth> health() {
    return send(new Request.Health(), ReplyJson::health);
  }

  private <T> SignerReply<T> send(Request request, Function<JsonObject, T> form) {
    try (Link link = connector.connect()) {
      byte[] response =
          deadlines.within(
              maxTime,
              link,
              () -> Exchange.request(link.in(), link.out(), secret, RequestJson.bytes(request)));
      return ReplyJson.read(response, form);
    } catch (IOException | RuntimeException e) {
      return new SignerReply.Unavailable<>(
          "The signer at " + connector.place() + " did not respond: " + e.getMessage());
    }
  }

  @Override
  public void close() {
    deadlines.close();
  }
}
