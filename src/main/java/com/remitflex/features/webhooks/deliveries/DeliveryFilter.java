package com.remitflex.features.webhooks.deliveries;

import com.remitflex.platform.database.SqlText;
import com.remitflex.platform.http.api.Query;
import java.util.Optional;
import java.util.Set;

/** Which deliveries of an endpoint to list. */
public record DeliveryFilter(Optional<Delivery.Status> status, Optional<String> eventType) {
  public static final DeliveryFilter ALL = new DeliveryFilter(Optional.empty(), Optional.empty());

  /** The parameters that {@link #read} reads. */
  static final Set<String> PARAMETERS = Set.of("status", "event_type");

  private static final int MAX_TYPE = 64;

  /**
   * Reads the filter from parameters.
   *
   * @throws com.remitflex.platform.errors.ApiException VALIDATION_ERROR
   */
  public static DeliveryFilter read(Query parameters) {
    return new DeliveryFilter(
        parameters.oneOf("status", Delivery.Status.WORDS).map(Delivery.Status::of),
        parameters.text("event_type", MAX_TYPE));
  }

  void addTo(SqlText sql) {
    status.ifPresent(one -> sql.add(" AND status = '" + one.word() + "'"));
    eventType.ifPresent(type -> sql.add(" AND event_type = ?", type));
  }
}
