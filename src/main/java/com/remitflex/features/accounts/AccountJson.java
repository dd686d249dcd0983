package com.remitflex.features.accounts;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.remitflex.features.recipients.RecipientJson;
import com.remitflex.features.recipients.SavedRecipient;
import com.remitflex.platform.json.Json;
import java.util.Optional;

/** The account object of the API. */
final class AccountJson {
  private AccountJson() {}

  static ObjectNode object(
      Account account, AccountAlerts alerts, Optional<SavedRecipient> defaultRecipient) {
    ObjectNode node = Json.object();
    node.put("id", account.id());
    node.put("environment", alerts.head().environment().word());
    node.put("name", account.name());
    node.put("verification", account.verification().word());
    account.contactEmail().ifPresent(email -> node.put("contact_email", email));
    defaultRecipient.ifPresent(saved -> {
      ObjectNode recipient = RecipientJson.object(saved.recipient());
      recipient.put("id", saved.id());
      recipient.put("currency", saved.currency().name());
      node.set("default_recipient", recipient);
    });
    node.set("alerts", alerts.json());
    node.put("created_at", Json.time(account.createdAt()));
    return node;
  }
}
