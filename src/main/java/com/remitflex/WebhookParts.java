package com.remitflex;

import com.remitflex.features.apikeys.ratelimit.AddressRateLimiter;
import com.remitflex.features.events.EventFeeds;
import com.remitflex.features.events.EventService;
import com.remitflex.features.events.inbox.InboxAddresses;
import com.remitflex.features.events.inbox.InboxService;
import com.remitflex.features.webhooks.deliveries.DeliveryMetrics;
import com.remitflex.features.webhooks.deliveries.DeliveryService;
import com.remitflex.features.webhooks.endpoints.EndpointCipher;
import com.remitflex.features.webhooks.endpoints.PublicKeyRoutes;
import com.remitflex.features.webhooks.endpoints.UrlRules;
import com.remitflex.features.webhooks.endpoints.WebhookService;
import com.remitflex.features.webhooks.inbox.InboxDelivery;
import com.remitflex.features.webhooks.inbox.InboxSignatures;
import com.remitflex.features.webhooks.replay.ReplayService;
import com.remitflex.features.webhooks.replay.ReplayWorker;
import com.remitflex.features.webhooks.sending.InternalReceiver;
import com.remitflex.features.webhooks.sending.WebhookSending;
import com.remitflex.platform.ids.BuildInfo;
import com.remitflex.platform.net.outbound.OutboundClient;

/** Events, the webhook endpoints with the workers that send to them, and the inboxes. */
record WebhookParts(
    EventService events,
    InboxService inbox,
    WebhookService service,
    DeliveryService deliveries,
    ReplayService replays,
    PublicKeyRoutes publicKeys) {
  private static final int PUBLIC_KEYS_PER_MINUTE = 600;

  static WebhookParts start(Node node, KeyParts keys) {
    InboxAddresses addresses =
        new InboxAddresses(node.hasher().deriveAll("inbox v1"), node.config().publicUrl());
    String userAgent = "RemitFlex-Webhooks/" + BuildInfo.current().version();
    InternalReceiver internal = new InboxDelivery(addresses, userAgent);
    OutboundClient client = node.started(OutboundClient.create(userAgent));
    UrlRules urls = new UrlRules(client, node.config().webhookLoopback(), internal::receives);
    EndpointCipher cipher = new EndpointCipher(node.hasher());
    WebhookService service =
        new WebhookService(node.database(), keys.engine(), node.audit(), cipher, urls);
    WebhookSending sending =
        node.started(
            new WebhookSending(
                    node.database(),
                    node.clock(),
                    keys.engine(),
                    service,
                    cipher,
                    client,
                    urls,
                    internal,
                    keys.events(),
                    node.meters(),
                    node.config().publicUrl())
                .start());
    node.started(new ReplayWorker(node.database(), sending::wake).start());
    DeliveryService deliveries = new DeliveryService(node.database(), service);
    node.started(new DeliveryMetrics(deliveries, node.meters()).start());
    EventFeeds feeds = node.started(new EventFeeds(node.database()));
    return new WebhookParts(
        new EventService(node.database(), feeds),
        new InboxService(
            node.database(), addresses, new InboxSignatures(service, cipher, node.clock())),
        service,
        deliveries,
        new ReplayService(node.database(), keys.engine(), node.audit(), service),
        new PublicKeyRoutes(service, new AddressRateLimiter(PUBLIC_KEYS_PER_MINUTE, node.clock())));
  }
}
