package com.remitflex.features.activity.recording;

import com.remitflex.features.activity.requests.LoggedRequest;
import com.remitflex.platform.http.api.Exchange;
import com.remitflex.platform.json.Json;
import java.util.Optional;

/** A request that waits to be written to the history. It is read from the spool when it is. */
record QueuedRequest(SpoolEntry entry, Optional<Details> details) implements RequestCopy.Row {
  /**
   * What the history stores of a request beyond its entry in the spool.
   *
   * @param headers in JSON, which takes less memory than a map
   */
  record Details(String headers, byte[] requestBody, byte[] responseBody) {
    private static final int OBJECTS_BYTES = 128;

    static Optional<Details> of(Exchange exchange) {
      return exchange.headers().isEmpty()
          ? Optional.empty()
          : Optional.of(
              new Details(
                  Json.text(exchange.headers()), exchange.requestBody(), exchange.responseBody()));
    }

    private int bytes() {
      return OBJECTS_BYTES + headers.length() + requestBody.length + responseBody.length;
    }

    private RequestCopy.MaskedDetail masked() {
      return new RequestCopy.MaskedDetail(
          headers, MaskedBody.of(requestBody), MaskedBody.of(responseBody));
    }
  }

  /** The memory that its details take. */
  int detailBytes() {
    return details.map(Details::bytes).orElse(0);
  }

  QueuedRequest withoutDetails() {
    return new QueuedRequest(entry, Optional.empty());
  }

  @Override
  public LoggedRequest request() {
    SpooledRequest request = SpoolFormat.read(entry.bytes());
    return LoggedRequest.of(request.exchange(), request.owner(), request.answeredAt());
  }

  @Override
  public Optional<RequestCopy.MaskedDetail> detail() {
    return details.map(Details::masked);
  }

  @Override
  public Spool.Mark mark() {
    return entry.mark();
  }
}
