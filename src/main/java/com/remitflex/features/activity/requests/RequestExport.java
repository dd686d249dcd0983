package com.remitflex.features.activity.requests;

import com.remitflex.platform.json.Json;
import com.remitflex.platform.text.Csv;
import java.math.BigDecimal;
import java.util.List;
import java.util.stream.Collectors;

/** Requests as lines of an export: CSV or JSON. */
public final class RequestExport {
  private static final int MICROS_IN_MILLIS = 3;

  /** The line with the names of the columns, which are the names of the JSON fields. */
  public static final String CSV_HEADER =
      Csv.header(
          "id",
          "created_at",
          "environment",
          "api_key_id",
          "method",
          "path",
          "route",
          "status",
          "error_code",
          "latency_ms",
          "ip",
          "user_agent",
          "idempotency_key",
          "refused_by",
          "requests",
          "addresses");

  private RequestExport() {}

  /** One line of JSON, the form that lists of the API have. */
  public static String jsonLine(LoggedRequest request) {
    return Json.text(RequestJson.object(request)) + "\n";
  }

  /** One line of CSV. */
  public static String csvLine(LoggedRequest request) {
    return Csv.line(
        List.of(
            Csv.text(request.id()),
            Csv.text(Json.time(request.at())),
            Csv.text(request.head().environment().word()),
            Csv.text(request.keyId()),
            Csv.text(request.method()),
            Csv.text(request.path()),
            Csv.text(request.route()),
            Csv.number(request.status()),
            Csv.text(request.errorCode().orElse("")),
            Csv.number(BigDecimal.valueOf(request.latencyMicros(), MICROS_IN_MILLIS)),
            Csv.text(request.ip()),
            Csv.text(request.userAgent().orElse("")),
            Csv.text(request.idempotencyKey().orElse("")),
            Csv.text(request.refusedBy().orElse("")),
            Csv.number(request.requests()),
            Csv.text(request.summary().map(RequestExport::addresses).orElse(""))));
  }

  /** For example `203.0.113.7=800 198.51.100.9=12`. */
  private static String addresses(RejectionSummary summary) {
    return summary.addresses().entrySet().stream()
        .map(one -> one.getKey() + "=" + one.getValue())
        .collect(Collectors.joining(" "));
  }
}
