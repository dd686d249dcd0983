package com.remitflex.features.activity.recording;

import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import com.fasterxml.jackson.databind.JsonNode;
import com.remitflex.platform.access.Client;
import com.remitflex.platform.access.KeyOwner;
import com.remitflex.platform.errors.ApiError;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.http.api.Check;
import com.remitflex.platform.http.api.Exchange;
import com.remitflex.platform.http.api.Rejection;
import com.remitflex.platform.ids.Environment;
import com.remitflex.platform.json.Json;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * The bytes of a request in the spool: its values in a fixed order, as {@link DataOutputStream}
 * writes them. Earlier versions wrote JSON, which is still read.
 */
final class SpoolFormat {
  /** The first byte; JSON begins with a brace. */
  private static final int VERSION = 1;

  private static final int USUAL_BYTES = 512;

  private SpoolFormat() {}

  static byte[] write(SpooledRequest request) {
    ByteArrayBuilder bytes = new ByteArrayBuilder(USUAL_BYTES);
    try {
      write(new DataOutputStream(bytes), request);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static void write(DataOutputStream out, SpooledRequest request) throws IOException {
    Exchange exchange = request.exchange();
    KeyOwner owner = request.owner();
    Instant answeredAt = request.answeredAt();
    out.writeByte(VERSION);
    out.writeLong(request.flush());
    out.writeLong(answeredAt.getEpochSecond());
    out.writeInt(answeredAt.getNano());
    write(out, request.burst());
    out.writeUTF(owner.keyId());
    out.writeUTF(owner.accountId());
    out.writeUTF(owner.environment().word());
    out.writeBoolean(owner.canary());
    out.writeUTF(exchange.client().requestId());
    out.writeUTF(exchange.client().ip());
    write(out, exchange.client().userAgent());
    out.writeUTF(exchange.method());
    out.writeUTF(exchange.path());
    out.writeUTF(exchange.route());
    out.writeInt(exchange.status());
    out.writeLong(exchange.latencyMicros());
    write(out, exchange.errorCode());
    write(out, exchange.idempotencyKey());
    out.writeBoolean(exchange.rejection().isPresent());
    if (exchange.rejection().isPresent()) {
      out.writeUTF(exchange.rejection().get().check().name());
      out.writeUTF(exchange.rejection().get().detail());
    }
  }

  private static void write(DataOutputStream out, Optional<String> text) throws IOException {
    out.writeBoolean(text.isPresent());
    if (text.isPresent()) {
      out.writeUTF(text.get());
    }
  }

  static SpooledRequest read(byte[] bytes) {
    if (bytes[0] != VERSION) {
      return readJson(bytes);
    }
    try {
      return read(new DataInputStream(new Bytes(bytes)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The stream of the JDK takes a lock for each value. */
  private static final class Bytes extends InputStream {
    private final byte[] bytes;
    private int next;

    Bytes(byte[] bytes) {
      this.bytes = bytes;
    }

    @Override
    public int read() {
      return next < bytes.length ? bytes[next++] & 0xff : -1;
    }

    @Override
    public int read(byte[] into, int offset, int length) {
      int count = Math.min(length, bytes.length - next);
      System.arraycopy(bytes, next, into, offset, count);
      next += count;
      return count > 0 || length == 0 ? count : -1;
    }
  }

  private static SpooledRequest read(DataInputStream in) throws IOException {
    in.readByte();
    long flush = in.readLong();
    Instant answeredAt = Instant.ofEpochSecond(in.readLong(), in.readInt());
    Optional<String> burst = readText(in);
    KeyOwner owner =
        new KeyOwner(in.readUTF(), in.readUTF(), Environment.of(in.readUTF()), in.readBoolean());
    String id = in.readUTF();
    Client client = new Client(in.readUTF(), readText(in), id);
    String method = in.readUTF();
    String path = in.readUTF();
    String route = in.readUTF();
    int status = in.readInt();
    long latencyMicros = in.readLong();
    Optional<String> errorCode = readText(in);
    Optional<String> idempotencyKey = readText(in);
    Optional<Rejection> rejection =
        in.readBoolean() ? Optional.of(rejection(in.readUTF(), in.readUTF())) : Optional.empty();
    return new SpooledRequest(
        exchange(
            client,
            owner,
            method,
            path,
            route,
            status,
            errorCode,
            latencyMicros,
            idempotencyKey,
            rejection),
        answeredAt,
        flush,
        burst);
  }

  private static Optional<String> readText(DataInputStream in) throws IOException {
    return in.readBoolean() ? Optional.of(in.readUTF()) : Optional.empty();
  }

  private static SpooledRequest readJson(byte[] bytes) {
    JsonNode node = Json.trusted(new String(bytes, StandardCharsets.UTF_8));
    return new SpooledRequest(
        exchange(
            new Client(node.path("ip").asText(), text(node, "agent"), node.path("id").asText()),
            new KeyOwner(
                node.path("key").asText(),
                node.path("account").asText(),
                Environment.of(node.path("environment").asText()),
                node.path("canary").asBoolean()),
            node.path("method").asText(),
            node.path("path").asText(),
            node.path("route").asText(),
            node.path("status").asInt(),
            text(node, "error"),
            node.path("latency").asLong(),
            text(node, "idempotency"),
            text(node, "check").map(check -> rejection(check, node.path("detail").asText()))),
        Instant.parse(node.path("at").asText()),
        node.path("flush").asLong(),
        text(node, "burst"));
  }

  private static Optional<String> text(JsonNode node, String name) {
    return node.has(name) ? Optional.of(node.path(name).asText()) : Optional.empty();
  }

  private static Rejection rejection(String check, String detail) {
    return new Rejection(Check.valueOf(check), detail, ApiError.of(ErrorCode.UNAUTHORIZED, ""));
  }

  private static Exchange exchange(
      Client client,
      KeyOwner owner,
      String method,
      String path,
      String route,
      int status,
      Optional<String> errorCode,
      long latencyMicros,
      Optional<String> idempotencyKey,
      Optional<Rejection> rejection) {
    return new Exchange(
        client,
        Optional.of(owner),
        Optional.empty(),
        method,
        path,
        route,
        status,
        errorCode,
        latencyMicros,
        idempotencyKey,
        rejection,
        Map.of(),
        new byte[0],
        new byte[0]);
  }
}
