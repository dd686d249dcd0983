package com.remitflex.features.rails.signer.wire;

import com.remitflex.features.rails.signer.wire.SharedSecret.Challenges;
import com.remitflex.features.rails.signer.wire.SharedSecret.Direction;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;

/**
 * One connection, which carries one request and its response. The signer sends a mark and its
 * challenge; the client sends its own challenge and its message; the signer sends a message. A
 * message is its length, its MAC and its JSON, and nothing of it is parsed before the MAC is
 * checked.
 */
final class Exchange {
  static final int MAX_REQUEST = 16 * 1024;
  static final int MAX_RESPONSE = 64 * 1024;

  private static final byte[] MARK = "RFSIGN01".getBytes(StandardCharsets.US_ASCII);
  private static final int MAC_BYTES = 32;

  private Exchange() {}

  /** The other side does not speak the protocol, or does not have the secret. */
  static final class RejectedException extends IOException {
    private static final long serialVersionUID = 1L;

    RejectedException(String message) {
      super(message);
    }
  }

  /** Makes a response of a request. */
  interface Handler {
    byte[] respond(byte[] request);
  }

  /** The signer's side. */
  static void serve(InputStream in, OutputStream out, SharedSecret secret, Handler handler)
      throws IOException {
    byte[] own = challenge();
    out.write(concat(MARK, own));
    out.flush();
    DataInputStream data = new DataInputStream(in);
    byte[] client = new byte[Challenges.BYTES];
    data.readFully(client);
    Challenges challenges = new Challenges(own, client);
    byte[] request = read(data, MAX_REQUEST, secret, Direction.REQUEST, challenges);
    write(out, secret, Direction.RESPONSE, challenges, handler.respond(request));
  }

  /** The client's side. */
  static byte[] request(InputStream in, OutputStream out, SharedSecret secret, byte[] request)
      throws IOException {
    DataInputStream data = new DataInputStream(in);
    byte[] mark = new byte[MARK.length];
    data.readFully(mark);
    if (!Arrays.equals(mark, MARK)) {
      throw new RejectedException("not a signer of this version");
    }
    byte[] signer = new byte[Challenges.BYTES];
    data.readFully(signer);
    Challenges challenges = new Challenges(signer, challenge());
    out.write(challenges.client());
    write(out, secret, Direction.REQUEST, challenges, request);
    try {
      return read(data, MAX_RESPONSE, secret, Direction.RESPONSE, challenges);
    } catch (EOFException e) {
      throw new RejectedException(
          "the signer closed the connection: it has another shared secret, or is overloaded");
    }
  }

  private static byte[] read(
      DataInputStream in, int max, SharedSecret secret, Direction direction, Challenges challenges)
      throws IOException {
    int length = in.readInt();
    if (length < 1 || length > max) {
      throw new RejectedException("a message of " + length + " bytes");
    }
    byte[] mac = new byte[MAC_BYTES];
    in.readFully(mac);
    byte[] message = new byte[length];
    in.readFully(message);
    if (!secret.isValid(mac, direction, challenges, message)) {
      throw new RejectedException("a message with a wrong MAC: the shared secrets differ");
    }
    return message;
  }

  private static void write(
      OutputStream out,
      SharedSecret secret,
      Direction direction,
      Challenges challenges,
      byte[] message)
      throws IOException {
    byte[] mac = secret.mac(direction, challenges, message);
    out.write(
        ByteBuffer.allocate(Integer.BYTES + MAC_BYTES + message.length)
            .putInt(message.length)
            .put(mac)
            .put(message)
            .array());
    out.flush();
  }

  private static byte[] challenge() {
    byte[] challenge = new byte[Challenges.BYTES];
    new SecureRandom().nextBytes(challenge);
    return challenge;
  }

  private static byte[] concat(byte[] first, byte[] second) {
    return ByteBuffer.allocate(first.length + second.length).put(first).put(second).array();
  }
}
