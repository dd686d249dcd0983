package com.remitflex.features.events.inbox;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The addresses of inboxes. A token names the account, and has a MAC that only this installation
 * can make: it cannot be guessed, is stored nowhere, and is checked without the database.
 */
public final class InboxAddresses {
  /** The path of a token. */
  public static final String PATH = "/inbox/";

  private static final String ALGORITHM = "HmacSHA256";
  private static final int MAC_BYTES = 18;
  private static final String ACCOUNT = "acc_";
  private static final Pattern TOKEN =
      Pattern.compile("([0-9a-hjkmnp-tv-z]{26})-([A-Za-z0-9_-]{24})");

  private final List<SecretKeySpec> secrets;
  private final String base;

  /**
   * The inboxes of this installation.
   *
   * @param secrets each is accepted; the first one, which every node has, makes new tokens
   * @param publicUrl base of every link
   */
  public InboxAddresses(List<byte[]> secrets, String publicUrl) {
    this.secrets = secrets.stream().map(secret -> new SecretKeySpec(secret, ALGORITHM)).toList();
    this.base = publicUrl + PATH;
  }

  /** The URL of the inbox of an account's sandbox. */
  public String url(String accountId) {
    String account = accountId.substring(ACCOUNT.length()).toLowerCase(Locale.ROOT);
    return base
        + account
        + "-"
        + Base64.getUrlEncoder().withoutPadding().encodeToString(mac(secrets.getFirst(), account));
  }

  /** The account of a token; empty if this installation has not made it. */
  public Optional<String> account(String token) {
    Matcher parts = TOKEN.matcher(token);
    if (!parts.matches()) {
      return Optional.empty();
    }
    String account = parts.group(1);
    byte[] mac = Base64.getUrlDecoder().decode(parts.group(2));
    boolean isAuthentic =
        secrets.stream().anyMatch(secret -> MessageDigest.isEqual(mac, mac(secret, account)));
    return isAuthentic ? Optional.of(ACCOUNT + account.toUpperCase(Locale.ROOT)) : Optional.empty();
  }

  /** The account to whose inbox a URL leads; empty for any other URL. */
  public Optional<String> accountOf(String url) {
    return url.startsWith(base) ? account(url.substring(base.length())) : Optional.empty();
  }

  private static byte[] mac(SecretKeySpec secret, String account) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(secret);
      return Arrays.copyOf(mac.doFinal(account.getBytes(StandardCharsets.UTF_8)), MAC_BYTES);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
