package com.remitflex;

import com.remitflex.features.activity.alerts.Alerts;
import com.remitflex.features.activity.audit.AuditLog;
import com.remitflex.features.activity.requests.OpenStreams;
import com.remitflex.features.activity.requests.RequestFeeds;
import com.remitflex.features.activity.requests.RequestHistory;
import com.remitflex.features.activity.usage.KeyUsage;

/**
 * The services that show what happened: alerts, audit log, request history and usage.
 *
 * @param streams limits the exports and live tails of API keys
 */
record ActivityParts(
    Alerts alerts,
    AuditLog auditLog,
    RequestFeeds feeds,
    RequestHistory history,
    KeyUsage usage,
    OpenStreams streams) {

  static ActivityParts start(Node node, KeyParts keys) {
    RequestFeeds feeds = node.started(new RequestFeeds(node.database()));
    return new ActivityParts(
        new Alerts(node.database(), keys.engine(), node.hasher(), node.audit()),
        new AuditLog(node.database(), node.audit()),
        feeds,
        new RequestHistory(node.database(), node.clock(), node.config().logRetentionDays(), feeds),
        new KeyUsage(node.database()),
        OpenStreams.ofAccounts());
  }
}
