package com.remitflex.features.activity.usage;

import com.remitflex.platform.http.api.Exchange;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/** The usage of a key in an interval; totals of several intervals can be added. */
final class UsageTotals {
  private long requests;
  private long succeeded;
  private long clientErrors;
  private long serverErrors;
  private final Map<String, Long> errors;
  private final Latencies latencies;
  private final DistinctEstimate addresses;
  private final DistinctEstimate userAgents;
  private long notRecorded;

  UsageTotals() {
    this(0, 0, 0, 0, Map.of(), new Latencies(), new DistinctEstimate(), new DistinctEstimate(), 0);
  }

  /** The totals as a row of the table stores them. */
  UsageTotals(
      long requests,
      long succeeded,
      long clientErrors,
      long serverErrors,
      Map<String, Long> errors,
      Latencies latencies,
      DistinctEstimate addresses,
      DistinctEstimate userAgents,
      long notRecorded) {
    this.notRecorded = notRecorded;
    this.requests = requests;
    this.succeeded = succeeded;
    this.clientErrors = clientErrors;
    this.serverErrors = serverErrors;
    this.errors = new TreeMap<>(errors);
    this.latencies = latencies;
    this.addresses = addresses;
    this.userAgents = userAgents;
  }

  void add(Exchange exchange) {
    requests++;
    switch (exchange.status() / 100) {
      case 4 -> clientErrors++;
      case 5 -> serverErrors++;
      default -> succeeded++;
    }
    exchange.errorCode().ifPresent(code -> errors.merge(code, 1L, Long::sum));
    latencies.add(exchange.latencyMicros());
    addresses.add(exchange.client().ip());
    exchange.client().userAgent().ifPresent(userAgents::add);
  }

  /** Adds to the number of requests that are counted but not in the history. */
  void addUnrecorded(long requests) {
    notRecorded += requests;
  }

  void add(UsageTotals other) {
    notRecorded += other.notRecorded;
    requests += other.requests;
    succeeded += other.succeeded;
    clientErrors += other.clientErrors;
    serverErrors += other.serverErrors;
    other.errors.forEach((code, count) -> errors.merge(code, count, Long::sum));
    latencies.add(other.latencies);
    addresses.add(other.addresses);
    userAgents.add(other.userAgents);
  }

  long notRecorded() {
    return notRecorded;
  }

  long requests() {
    return requests;
  }

  long succeeded() {
    return succeeded;
  }

  long clientErrors() {
    return clientErrors;
  }

  long serverErrors() {
    return serverErrors;
  }

  /** The number of responses by error code. */
  Map<String, Long> errors() {
    return Collections.unmodifiableMap(errors);
  }

  Latencies latencies() {
    return latencies;
  }

  DistinctEstimate addresses() {
    return addresses;
  }

  DistinctEstimate userAgents() {
    return userAgents;
  }
}
