package com.remitflex.platform.ids;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;

/** The kinds of public IDs by their prefix; an ID is the prefix and a ULID. */
public enum IdPrefix {
  ACCOUNT("acc_"),
  USER("usr_"),
  SESSION("ses_"),
  LINK("lnk_"),
  PASSKEY("psk_"),
  API_KEY("key_"),
  PAYMENT("pmt_"),
  QUOTE("qt_"),
  CONVERSION("con_"),
  OFF_RAMP("ofr_"),
  EVENT("evt_"),
  REQUEST("req_"),
  RECIPIENT("rec_"),
  NODE("node_"),
  MAIL("mail_"),
  ALERT("alr_"),
  DEPOSIT("dep_"),
  DEPOSIT_ADDRESS("adr_"),
  INBOX_MESSAGE("msg_"),
  TRANSACTION("txn_"),
  MOVEMENT("mov_"),
  SWEEP("swp_"),
  WEBHOOK_ENDPOINT("we_"),
  REPLAY("rpl_"),
  REVIEW("rev_");

  private static final String DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
  private static final byte[] CROCKFORD = DIGITS.getBytes(StandardCharsets.US_ASCII);
  private static final int ULID_LENGTH = 26;
  private static final int ENTROPY_BYTES = 10;
  private static final RandomBytes RANDOM = new RandomBytes();

  private final String prefix;

  IdPrefix(String prefix) {
    this.prefix = prefix;
  }

  /** Creates an ID; IDs sort by the millisecond of their creation (ULID specification). */
  public String next() {
    return at(Instant.ofEpochMilli(System.currentTimeMillis()));
  }

  /** Creates an ID with this time of creation. */
  public String at(Instant moment) {
    byte[] entropy = new byte[ENTROPY_BYTES];
    RANDOM.fill(entropy);
    return id(moment.toEpochMilli(), entropy);
  }

  /**
   * The ID of something that is identified by its content: the same content has the same ID. It
   * contains no time of creation.
   *
   * @param hash at least 16 bytes of a cryptographic hash of the content
   */
  public String ofContent(byte[] hash) {
    ByteBuffer bits = ByteBuffer.wrap(hash);
    long first48 = bits.getLong(0) >>> 16;
    return id(first48, Arrays.copyOfRange(hash, 6, 6 + ENTROPY_BYTES));
  }

  private String id(long time48, byte[] entropy) {
    int start = prefix.length();
    byte[] id = Arrays.copyOf(prefix.getBytes(StandardCharsets.US_ASCII), start + ULID_LENGTH);
    long time = time48;
    for (int i = 9; i >= 0; i--) {
      id[start + i] = CROCKFORD[(int) (time & 31)];
      time >>>= 5;
    }
    encodeEntropy(entropy, id, start + 10);
    return new String(id, StandardCharsets.US_ASCII);
  }

  /** Whether the text could be the beginning of an ID of this kind. */
  public boolean begins(String text) {
    return text.startsWith(prefix) && text.substring(prefix.length()).matches("[0-9A-Z]+");
  }

  /** Whether the text has the format of an ID of this kind. */
  public boolean matches(String text) {
    if (text.length() != prefix.length() + ULID_LENGTH || !text.startsWith(prefix)) {
      return false;
    }
    for (int i = prefix.length(); i < text.length(); i++) {
      char c = text.charAt(i);
      boolean digit = c >= '0' && c <= '9';
      boolean letter = c >= 'A' && c <= 'Z' && c != 'I' && c != 'L' && c != 'O' && c != 'U';
      if (!digit && !letter) {
        return false;
      }
    }
    return true;
  }

  /** The time of creation in an ID. */
  public static Instant time(String id) {
    long millis = 0;
    int start = id.length() - ULID_LENGTH;
    for (int i = start; i < start + 10; i++) {
      millis = (millis << 5) | DIGITS.indexOf(id.charAt(i));
    }
    return Instant.ofEpochMilli(millis);
  }

  private static void encodeEntropy(byte[] entropy, byte[] id, int offset) {
    for (int half = 0; half < 2; half++) {
      long bits = 0;
      for (int i = 0; i < 5; i++) {
        bits = (bits << 8) | (entropy[half * 5 + i] & 0xff);
      }
      for (int i = 7; i >= 0; i--) {
        id[offset + half * 8 + i] = CROCKFORD[(int) (bits & 31)];
        bits >>>= 5;
      }
    }
  }
}
