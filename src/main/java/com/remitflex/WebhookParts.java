package com.remitflex;

import com.remitflex.features.apikeys.ratelimit.AddressRateLimiter;
import com.remitflex.features.webhooks.deliveries.DeliveryMetrics;
import com.remitflex.features.webhooks.deliveries.DeliveryService;
import com.remitflex.features.webhooks.endpoints.EndpointCipher;
import com.remitflex.features.webhooks.endpoints.PublicKeyRoutes;
import com.remitflex.features.webhooks.endpoints.UrlRules;
import com.remitflex.features.webhooks.endpoints.WebhookService;
import com.remitflex.features.webhooks.replay.ReplayService;
import com.remitflex.features.webhooks.replay.ReplayWorker;
import com.remitflex.features.webhooks.sending.InternalReceiver;
import com.remitflex.features.webhooks.sending.WebhookSending;
import com.remitflex.platform.ids.BuildInfo;
import com.remitflex.platform.net.outbound.OutboundClient;

/** The webhook endpoints, and the workers that send to them. */
record WebhookParts(
    WebhookService service,
    DeliveryService deliveries,
    ReplayService replays,
    PublicKeyRoutes publicKeys) {
  private static final int PUBLIC_KEYS_PER_MINUTE = 600;

  static WebhookParts start(Node node, KeyParts keys, InternalReceiver internal) {
    OutboundClient client =
        node.started(OutboundClient.create("RemitFlex-Webhooks/" + BuildInfo.current().version()));
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
    return new WebhookParts(
        service,
        deliveries,
        new ReplayService(node.database(), keys.engine(), node.audit(), service),
        new PublicKeyRoutes(service, new AddressRateLimiter(PUBLIC_KEYS_PER_MINUTE, node.clock())));
  }
}
