package com.remitflex.platform.http.api;

import com.remitflex.platform.database.lists.Position;
import com.remitflex.platform.errors.ApiError;
import com.remitflex.platform.errors.ApiException;
import com.remitflex.platform.errors.ErrorCode;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The places in lists at which a next page begins: sealed, so that only a cursor that this platform
 * gave for the same list and the same filters is taken, for a day.
 */
public final class Cursors {
  private static final String PREFIX = "cur_";
  private static final Duration VALID = Duration.ofHours(24);
  private static final int CONTENT_BYTES = 3 * Long.BYTES;
  private static final int SEAL_BYTES = 16;
  private static final String ALGORITHM = "HmacSHA256";

  private final List<SecretKeySpec> secrets;

  /**
   * The cursors of this installation.
   *
   * @param secrets each may have sealed a cursor; the first one, which every node has, seals new
   *     ones
   */
  public Cursors(List<byte[]> secrets) {
    this.secrets = secrets.stream().map(secret -> new SecretKeySpec(secret, ALGORITHM)).toList();
  }

  /**
   * A cursor.
   *
   * @param list names the list with its account, environment, order and filters
   * @param position the last object of the page
   */
  public String encode(String list, Position position, Instant now) {
    byte[] content =
        ByteBuffer.allocate(CONTENT_BYTES)
            .putLong(position.createdAt().toEpochMilli())
            .putLong(position.number())
            .putLong(now.plus(VALID).getEpochSecond())
            .array();
    byte[] whole = Arrays.copyOf(content, CONTENT_BYTES + SEAL_BYTES);
    System.arraycopy(seal(secrets.getFirst(), list, content), 0, whole, CONTENT_BYTES, SEAL_BYTES);
    return PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(whole);
  }

  /**
   * The position of a cursor of this list.
   *
   * @throws ApiException INVALID_CURSOR
   */
  public Position decode(String list, String cursor, Instant now) {
    byte[] whole = bytes(cursor);
    if (whole.length != CONTENT_BYTES + SEAL_BYTES) {
      throw invalid();
    }
    byte[] content = Arrays.copyOf(whole, CONTENT_BYTES);
    byte[] seal = Arrays.copyOfRange(whole, CONTENT_BYTES, whole.length);
    // Before the content is looked at: a forged one may hold a time that there is not.
    if (secrets.stream()
        .noneMatch(secret -> MessageDigest.isEqual(seal, seal(secret, list, content)))) {
      throw invalid();
    }
    ByteBuffer read = ByteBuffer.wrap(content);
    Position position = new Position(Instant.ofEpochMilli(read.getLong()), read.getLong());
    Instant expiry = Instant.ofEpochSecond(read.getLong());
    if (!now.isBefore(expiry)) {
      throw invalid();
    }
    return position;
  }

  private static byte[] bytes(String cursor) {
    if (!cursor.startsWith(PREFIX)) {
      throw invalid();
    }
    try {
      return Base64.getUrlDecoder().decode(cursor.substring(PREFIX.length()));
    } catch (IllegalArgumentException e) {
      throw invalid();
    }
  }

  private static ApiException invalid() {
    return ApiError.at(
            "cursor",
            ErrorCode.INVALID_CURSOR,
            "This is no cursor of this list with these filters, or it is older than 24 hours."
                + " Begin again without it.")
        .exception();
  }

  private static byte[] seal(SecretKeySpec secret, String list, byte[] content) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(secret);
      mac.update(list.getBytes(StandardCharsets.UTF_8));
      mac.update((byte) 0);
      return Arrays.copyOf(mac.doFinal(content), SEAL_BYTES);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
