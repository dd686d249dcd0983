package com.remitflex;

import com.remitflex.features.events.EventFeeds;
import com.remitflex.features.events.EventService;
import com.remitflex.features.events.inbox.InboxAddresses;
import com.remitflex.features.events.inbox.InboxService;
import com.remitflex.features.events.inbox.SignatureChecks;

/** The events of accounts, the poll of those who follow them, and the inboxes. */
record EventParts(EventService service, InboxAddresses addresses, InboxService inbox) {
  static EventParts start(Node node, SignatureChecks signatures) {
    EventFeeds feeds = node.started(new EventFeeds(node.database()));
    InboxAddresses addresses =
        new InboxAddresses(node.hasher().deriveAll("inbox v1"), node.config().publicUrl());
    return new EventParts(
        new EventService(node.database(), feeds),
        addresses,
        new InboxService(node.database(), addresses, signatures));
  }
}
