package com.remitflex.bench;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where a database is, for JDBC and for PostgreSQL's own programs. */
record PgAddress(String host, int port, String name, String user, String password) {
  private static final Pattern URL =
      Pattern.compile(
          "jdbc:postgresql://([^:/]+):([0-9]+)/([^?]+)\\?user=([^&]+)&password=([^&]+)");

  static PgAddress of(String jdbcUrl) {
    Matcher matcher = URL.matcher(jdbcUrl);
    if (!matcher.matches()) {
      throw new IllegalStateException("not the URL of an embedded PostgreSQL: " + jdbcUrl);
    }
    return new PgAddress(
        matcher.group(1),
        Integer.parseInt(matcher.group(2)),
        matcher.group(3),
        matcher.group(4),
        matcher.group(5));
  }

  PgAddress withName(String other) {
    return new PgAddress(host, port, other, user, password);
  }

  String jdbcUrl() {
    return "jdbc:postgresql://%s:%d/%s?user=%s&password=%s"
        .formatted(host, port, name, user, password);
  }

  List<String> options() {
    return List.of("--host=" + host, "--port=" + port, "--username=" + user);
  }
}
