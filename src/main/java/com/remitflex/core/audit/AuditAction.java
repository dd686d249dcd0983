package com.remitflex.core.audit;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.remitflex.platform.access.Actor;
import com.remitflex.platform.json.Json;
import com.remitflex.platform.text.ApiKeyText;

/**
 * An action on an account or a key, before it has a number in the audit log.
 *
 * @param action for example `api_key.created`
 * @param subject ID of the object of the action
 * @param details a JSON object, in which API keys are masked when it is stored
 */
public record AuditAction(Actor actor, String action, String subject, String details) {
  public static AuditAction of(Actor actor, String action, String subject, ObjectNode details) {
    return new AuditAction(actor, action, subject, Json.text(details));
  }

  /** An action without details. */
  public static AuditAction of(Actor actor, String action, String subject) {
    return new AuditAction(actor, action, subject, "{}");
  }

  /** The action as it is stored: without API keys. */
  AuditAction stored() {
    return new AuditAction(
        actor.stored(), action, ApiKeyText.mask(subject), ApiKeyText.mask(details));
  }
}
