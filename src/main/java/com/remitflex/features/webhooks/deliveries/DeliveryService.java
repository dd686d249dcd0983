package com.remitflex.features.webhooks.deliveries;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.core.events.Event;
import com.remitflex.core.events.EventJson;
import com.remitflex.core.events.EventStore;
import com.remitflex.features.webhooks.endpoints.WebhookEndpoint;
import com.remitflex.features.webhooks.endpoints.WebhookService;
import com.remitflex.platform.database.Database;
import com.remitflex.platform.database.lists.Page;
import com.remitflex.platform.database.lists.PageQuery;
import com.remitflex.platform.ids.IdPrefix;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Finds the deliveries of accounts, and their attempts. */
public final class DeliveryService {
  private final Database database;
  private final WebhookService webhooks;

  public DeliveryService(Database database, WebhookService webhooks) {
    this.database = database;
    this.webhooks = webhooks;
  }

  /** One page of an endpoint's deliveries, by the number of their event. */
  public Page<Delivery> list(
      HeadId head, String endpointId, DeliveryFilter filter, PageQuery query) {
    return webhooks.find(head, endpointId).isEmpty()
        ? Page.empty()
        : DeliveryStore.page(database, endpointId, filter, query);
  }

  /** The delivery of an event to an endpoint. */
  public Optional<Delivery> find(HeadId head, String endpointId, String eventId) {
    return event(head, eventId)
        .filter(event -> webhooks.find(head, endpointId).isPresent())
        .flatMap(
            event -> find(Set.of(new Delivery.Key(endpointId, event.seq()))).stream().findFirst());
  }

  /** The deliveries of an event to the account's endpoints. */
  public List<Delivery> ofEvent(HeadId head, String eventId) {
    return event(head, eventId).map(event -> ofEvents(head, List.of(event))).orElse(List.of());
  }

  /** The deliveries of all events about an object, for example a payment; oldest first. */
  public List<Delivery> ofSubject(HeadId head, String subject) {
    return ofEvents(head, EventStore.about(database, head, subject));
  }

  /** The URLs of the account's endpoints, by their ID. */
  public Map<String, String> urls(HeadId head) {
    return webhooks.all(head).stream()
        .collect(Collectors.toMap(WebhookEndpoint::id, one -> one.settings().url()));
  }

  private List<Delivery> ofEvents(HeadId head, List<Event> events) {
    Set<Delivery.Key> keys = new HashSet<>();
    for (WebhookEndpoint endpoint : webhooks.all(head)) {
      events.forEach(event -> keys.add(new Delivery.Key(endpoint.id(), event.seq())));
    }
    return keys.isEmpty() ? List.of() : find(keys);
  }

  private List<Delivery> find(Set<Delivery.Key> keys) {
    return new ArrayList<>(database.with(handle -> DeliveryStore.find(handle, keys)));
  }

  /** How those of the account's endpoints are doing that have pending deliveries, by their ID. */
  public Map<String, LaneStore.LaneState> lanes(HeadId head) {
    Set<String> ids =
        webhooks.all(head).stream().map(WebhookEndpoint::id).collect(Collectors.toSet());
    return ids.isEmpty() ? Map.of() : LaneStore.states(database, ids);
  }

  /** The attempts of a delivery that are still stored, oldest first. */
  public List<Attempt> attempts(Delivery delivery) {
    return AttemptStore.of(database, delivery.key());
  }

  /** The body of the requests of a delivery. */
  public Optional<byte[]> request(Delivery delivery) {
    return event(delivery.head(), delivery.eventId()).map(EventJson::bytes);
  }

  private Optional<Event> event(HeadId head, String id) {
    return IdPrefix.EVENT.matches(id) ? EventStore.find(database, head, id) : Optional.empty();
  }

  /** The pending deliveries of all accounts, for the operator. */
  public DeliveryStore.Backlog backlog() {
    return database.with(DeliveryStore::backlog);
  }
}
