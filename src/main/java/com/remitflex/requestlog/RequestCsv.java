package com.remitflex.requestlog;

import com.remitflex.http.Json;
import java.math.BigDecimal;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Requests as lines of CSV (RFC 4180). A client chooses much of what stands in them, and a program
 * for tables would run a text that begins as a formula does: such a text gets an apostrophe before.
 */
public final class RequestCsv {
  private static final String END = "\r\n";
  private static final int MICROS_IN_MILLIS = 3;

  /** The names of the columns, which are those of the members in JSON. */
  public static final String HEADER =
      "id,created_at,environment,api_key_id,method,path,route,status,error_code,latency_ms,ip,"
          + "user_agent,idempotency_key,refused_by,requests,addresses"
          + END;

  private RequestCsv() {}

  /** A line with its end. */
  public static String line(LoggedRequest request) {
    return Stream.of(
            request.id(),
            Json.time(request.at()),
            request.head().environment().word(),
            request.keyId(),
            request.method(),
            request.path(),
            request.route(),
            Integer.toString(request.status()),
            request.errorCode().orElse(""),
            BigDecimal.valueOf(request.latencyMicros(), MICROS_IN_MILLIS).toPlainString(),
            request.ip(),
            request.userAgent().orElse(""),
            request.idempotencyKey().orElse(""),
            request.refusedBy().orElse(""),
            Long.toString(request.requests()),
            request.summary().map(RequestCsv::addresses).orElse(""))
        .map(RequestCsv::cell)
        .collect(Collectors.joining(",", "", END));
  }

  /** As `203.0.113.7=800 198.51.100.9=12`. */
  private static String addresses(RejectionSummary summary) {
    return summary.addresses().entrySet().stream()
        .map(one -> one.getKey() + "=" + one.getValue())
        .collect(Collectors.joining(" "));
  }

  static String cell(String value) {
    String plain = startsFormula(value) ? "'" + value : value;
    boolean quoted = plain.chars().anyMatch(c -> c == ',' || c == '"' || c < 0x20 || c == ';');
    return quoted ? '"' + plain.replace("\"", "\"\"") + '"' : plain;
  }

  /** Also where spaces or wide forms of the signs stand before it, which some programs drop. */
  private static boolean startsFormula(String value) {
    String text = value.stripLeading();
    if (text.isEmpty()) {
      return false;
    }
    return "=+-@＝＋－＠".indexOf(text.charAt(0)) >= 0 || Character.isISOControl(value.charAt(0));
  }
}
