package com.remitflex.platform.http.lists;

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
 * The cursors of lists: the position at which the next page begins, with a MAC. A cursor is
 * accepted for 24 hours, and only for the list and filters for which this platform created it.
 */
public final class Cursors {
  private static final String PREFIX = "cur_";
  private static final Duration VALID = Duration.ofHours(24);
  private static final int CONTENT_BYTES = 3 * Long.BYTES;
  private static final int MAC_BYTES = 16;
  private static final String ALGORITHM = "HmacSHA256";

  private final List<SecretKeySpec> secrets;

  /**
   * The cursors of this installation.
   *
   * @param secrets each is accepted; the first one, which every node has, signs new cursors
   */
  public Cursors(List<byte[]> secrets) {
    this.secrets = secrets.stream().map(secret -> new SecretKeySpec(secret, ALGORITHM)).toList();
  }

  /**
   * Creates a cursor.
   *
   * @param list names the list with its account, environment, order and filters
   * @param position position of the last object on the page
   */
  public String encode(String list, Position position, Instant now) {
    byte[] content =
        ByteBuffer.allocate(CONTENT_BYTES)
            .putLong(position.createdAt().toEpochMilli())
            .putLong(position.number())
            .putLong(now.plus(VALID).getEpochSecond())
            .array();
    byte[] bytes = Arrays.copyOf(content, CONTENT_BYTES + MAC_BYTES);
    System.arraycopy(mac(secrets.getFirst(), list, content), 0, bytes, CONTENT_BYTES, MAC_BYTES);
    return PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /**
   * The position of a cursor of this list.
   *
   * @throws ApiException INVALID_CURSOR
   */
  public Position decode(String list, String cursor, Instant now) {
    byte[] bytes = bytes(cursor);
    if (bytes.length != CONTENT_BYTES + MAC_BYTES) {
      throw invalid();
    }
    byte[] content = Arrays.copyOf(bytes, CONTENT_BYTES);
    byte[] mac = Arrays.copyOfRange(bytes, CONTENT_BYTES, bytes.length);
    // Checked before the content is read: a forged cursor can contain an invalid time.
    if (secrets.stream()
        .noneMatch(secret -> MessageDigest.isEqual(mac, mac(secret, list, content)))) {
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
            "The cursor is not from this list with these filters, or it is older than 24 hours."
                + " Request the first page again, without a cursor.")
        .exception();
  }

  private static byte[] mac(SecretKeySpec secret, String list, byte[] content) {
    try {
      Mac hmac = Mac.getInstance(ALGORITHM);
      hmac.init(secret);
      hmac.update(list.getBytes(StandardCharsets.UTF_8));
      hmac.update((byte) 0);
      return Arrays.copyOf(hmac.doFinal(content), MAC_BYTES);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
