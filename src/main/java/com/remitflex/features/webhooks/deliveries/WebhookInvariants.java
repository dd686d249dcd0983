package com.remitflex.features.webhooks.deliveries;

import com.remitflex.core.events.Event;
import com.remitflex.core.events.EventStore;
import com.remitflex.core.ledger.Violations;
import com.remitflex.features.webhooks.endpoints.EndpointStore;
import com.remitflex.features.webhooks.endpoints.WebhookEndpoint;
import com.remitflex.features.webhooks.matching.EventMatching;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/** Checks the invariants between events, endpoints and deliveries, over all rows. */
public final class WebhookInvariants {
  /**
   * The events up to the cursor that have no delivery to an endpoint that has chosen their type,
   * since the endpoint was last changed. More than one is impossible by the primary key.
   */
  private static final String WITHOUT_DELIVERY =
      """
      FROM webhook_endpoint e
      JOIN webhook_cursor c ON c.account_id = e.account_id AND c.environment = e.environment
      JOIN event ev ON ev.account_id = e.account_id AND ev.environment = e.environment
        AND ev.seq >= e.from_seq AND ev.seq <= c.last_seq
      WHERE e.enabled AND ev.type <> 'webhook.test'
        AND ev.created_at > statement_timestamp() - interval '25 days'
        AND (e.updated_at = e.created_at OR ev.created_at > e.updated_at + interval '1 minute')
        AND (e.event_types = '' OR EXISTS (
          SELECT FROM unnest(string_to_array(e.event_types, ',')) AS pattern
          WHERE ev.type = pattern
            OR pattern LIKE '%.*' AND ev.type LIKE left(pattern, -1) || '%'))
        AND NOT EXISTS (SELECT FROM webhook_delivery d
                        WHERE d.endpoint_id = e.id AND d.seq = ev.seq)
      """;

  private static final String MISSING =
      "SELECT format('%s: event %s (%s) has no delivery', e.id, ev.seq, ev.type) "
          + WITHOUT_DELIVERY
          + " AND e.filter IS NULL";

  /** SQL cannot evaluate a filter: these are missing if they meet it. */
  private static final String FILTERED =
      "SELECT e.id AS endpoint, ev.* " + WITHOUT_DELIVERY + " AND e.filter IS NOT NULL";

  private static final int ROWS_AT_ONCE = 500;

  /** A delivery is of the event that it names, in the endpoint's own account. */
  private static final String FOREIGN =
      """
      SELECT format('%s: the delivery of event %s is not of an event of its account',
                    d.endpoint_id, d.seq)
      FROM webhook_delivery d
      LEFT JOIN event ev ON ev.account_id = d.account_id AND ev.environment = d.environment
        AND ev.seq = d.seq
      LEFT JOIN webhook_endpoint e ON e.id = d.endpoint_id
      WHERE ev.id IS DISTINCT FROM d.event_id OR ev.type IS DISTINCT FROM d.event_type
        OR e.account_id <> d.account_id OR e.environment <> d.environment
      """;

  /** Each pending delivery has a lane, by which a node finds it. */
  private static final String LOST =
      """
      SELECT format('%s: pending deliveries, but no node looks for them', d.endpoint_id)
      FROM (SELECT DISTINCT endpoint_id FROM webhook_delivery WHERE status = 'pending') d
      WHERE NOT EXISTS (SELECT FROM webhook_lane l WHERE l.endpoint_id = d.endpoint_id)
      """;

  /** No event is beyond the cursor for long, and the cursor not beyond the events. */
  private static final String CURSOR =
      """
      SELECT format('%s %s: the cursor %s is beyond the last event', c.account_id, c.environment,
                    c.last_seq)
      FROM webhook_cursor c JOIN account_head h ON h.account_id = c.account_id
        AND h.environment = c.environment
      WHERE c.last_seq >= h.next_event
      UNION ALL
      SELECT format('%s %s has webhook endpoints, but no cursor', e.account_id, e.environment)
      FROM (SELECT DISTINCT account_id, environment FROM webhook_endpoint) e
      WHERE NOT EXISTS (SELECT FROM webhook_cursor c WHERE c.account_id = e.account_id
                        AND c.environment = e.environment)
      """;

  private WebhookInvariants() {}

  /** All violations, one line each; rows that were changed outside RemitFlex among them. */
  public static List<String> violations(Handle handle) {
    List<String> found = new ArrayList<>(Violations.of(MISSING, FOREIGN, LOST, CURSOR).in(handle));
    found.addAll(missingOfFilters(handle));
    found.addAll(EndpointStore.violations(handle));
    return found;
  }

  private static List<String> missingOfFilters(Handle handle) {
    EventMatching matching = new EventMatching();
    Map<String, Optional<WebhookEndpoint>> endpoints = new HashMap<>();
    List<String> missing = new ArrayList<>();
    try (Query query = handle.createQuery(FILTERED).setFetchSize(ROWS_AT_ONCE)) {
      query
          .map((row, context) -> Map.entry(row.getString("endpoint"), EventStore.event(row)))
          .forEach(one -> {
            Event event = one.getValue();
            endpoints
                .computeIfAbsent(one.getKey(), id -> endpoint(handle, id))
                .filter(endpoint -> matching.isChosen(event, endpoint))
                .ifPresent(endpoint ->
                    missing.add(
                        "%s: event %d (%s) meets the filter, but has no delivery"
                            .formatted(endpoint.id(), event.seq(), event.type())));
          });
    }
    return missing;
  }

  private static Optional<WebhookEndpoint> endpoint(Handle handle, String id) {
    return Optional.ofNullable(EndpointStore.byIds(handle, Set.of(id)).get(id));
  }
}
