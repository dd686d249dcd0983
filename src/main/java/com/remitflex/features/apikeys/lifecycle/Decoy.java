package com.remitflex.features.apikeys.lifecycle;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.remitflex.core.accounts.Head;
import com.remitflex.core.accounts.HeadId;
import com.remitflex.core.audit.AuditAction;
import com.remitflex.core.audit.AuditTrail.Past;
import com.remitflex.core.events.Event;
import com.remitflex.features.accounts.Account;
import com.remitflex.features.apikeys.ApiKey;
import com.remitflex.features.recipients.TestAccounts;
import com.remitflex.features.recipients.saved.SavedRecipient;
import com.remitflex.platform.access.Actor;
import com.remitflex.platform.ids.Environment;
import com.remitflex.platform.ids.IdPrefix;
import com.remitflex.platform.json.Json;
import com.remitflex.platform.money.Currency;
import java.util.List;
import java.util.Optional;

/**
 * The account that a canary key sees: it looks like its owner's account on the day that one was
 * opened, with only this key. Its IDs and times have the age of the owner's.
 *
 * @param model the owner's account
 * @param key the canary key
 * @param details the audit details of an ordinary key's creation
 */
record Decoy(String id, Account model, ApiKey key, ObjectNode details) {
  private static final String CREATED = "api_key.created";

  /** A random ID for the decoy of this account, with the same time in it. */
  static String newId(String accountId) {
    return IdPrefix.ACCOUNT.at(IdPrefix.time(accountId));
  }

  Account account() {
    return new Account(id, model.name(), model.verification(), model.createdAt(), Optional.empty());
  }

  HeadId head() {
    return new HeadId(id, key.environment());
  }

  /** The only event of such an account. */
  Event created() {
    return new Event(
        head(),
        1,
        IdPrefix.EVENT.at(key.createdAt()),
        CREATED,
        key.id(),
        key.createdAt(),
        Json.text(KeyJson.event(key, details)));
  }

  Head headAfterCreation() {
    return new Head(head(), 2, key.createdAt());
  }

  boolean isInSandbox() {
    return key.environment() == Environment.SANDBOX;
  }

  /** The default recipient of a new sandbox. */
  Optional<SavedRecipient> recipient() {
    return isInSandbox()
        ? Optional.of(
            SavedRecipient.createDefault(
                head(), TestAccounts.RECIPIENT, Currency.EUR, model.createdAt()))
        : Optional.empty();
  }

  /** The audit log of such an account. */
  List<Past> auditLog() {
    ObjectNode opened = Json.object();
    opened.put("name", model.name());
    opened.put("verification", model.verification().word());
    return List.of(
        new Past(
            Optional.empty(),
            AuditAction.of(Actor.operator(), "account.created", id, opened),
            model.createdAt()),
        new Past(
            Optional.of(key.environment()),
            AuditAction.of(Actor.operator(), CREATED, key.id(), details),
            key.createdAt()));
  }
}
