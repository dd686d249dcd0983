package com.remitflex;

import com.remitflex.features.events.EventFeeds;
import com.remitflex.features.events.EventService;
import com.remitflex.features.events.inbox.InboxAddresses;
import com.remitflex.features.events.inbox.InboxService;
import com.remitflex.features.webhooks.endpoints.EndpointCipher;
import com.remitflex.features.webhooks.inbox.InboxDelivery;
import com.remitflex.features.webhooks.inbox.InboxSignatures;

/** The events of accounts, the poll of those who follow them, the webhooks, and the inboxes. */
record EventParts(EventService service, WebhookParts webhooks, InboxService inbox) {
  static EventParts start(Node node, KeyParts keys) {
    EventFeeds feeds = node.started(new EventFeeds(node.database()));
    InboxAddresses addresses =
        new InboxAddresses(node.hasher().deriveAll("inbox v1"), node.config().publicUrl());
    WebhookParts webhooks = WebhookParts.start(node, keys, new InboxDelivery(addresses));
    InboxSignatures signatures =
        new InboxSignatures(webhooks.service(), new EndpointCipher(node.hasher()), node.clock());
    return new EventParts(
        new EventService(node.database(), feeds),
        webhooks,
        new InboxService(node.database(), addresses, signatures));
  }
}
