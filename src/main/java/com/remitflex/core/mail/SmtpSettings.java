package com.remitflex.core.mail;

import java.util.Locale;
import java.util.Optional;

/**
 * The mail server through which the platform sends.
 *
 * @param login empty: the server requires none
 * @param from the sender's address
 */
public record SmtpSettings(String host, int port, Optional<Login> login, Tls tls, String from) {
  /** User and password; {@code toString} hides the password. */
  public record Login(String user, String password) {
    @Override
    public String toString() {
      return "Login[user=" + user + "]";
    }
  }

  /** How the connection is encrypted. */
  public enum Tls {
    /** Starts unencrypted and then must be encrypted (RFC 3207). */
    STARTTLS,
    /** Encrypted from the first byte (RFC 8314). */
    TLS,
    NONE;

    private final String word = name().toLowerCase(Locale.ROOT);

    public String word() {
      return word;
    }
  }
}
