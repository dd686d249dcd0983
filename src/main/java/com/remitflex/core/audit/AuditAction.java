package com.remitflex.core.audit;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.remitflex.platform.access.Actor;
import com.remitflex.platform.json.Json;
import com.remitflex.platform.text.ApiKeyText;

/**
 * Something done to an account or a key, before it has its place in the log.
 *
 * @param action as `api_key.created`
 * @param subject id of what it was done to
 * @param details a JSON object; what looks like an API key is masked when it is written
 */
public record AuditAction(Actor actor, String action, String subject, String details) {
  public static AuditAction of(Actor actor, String action, String subject, ObjectNode details) {
    return new AuditAction(actor, action, subject, Json.text(details));
  }

  /** An act of which there is no more to say. */
  public static AuditAction of(Actor actor, String action, String subject) {
    return new AuditAction(actor, action, subject, "{}");
  }

  /** The act fit to be kept. */
  AuditAction stored() {
    return new AuditAction(
        actor.stored(), action, ApiKeyText.mask(subject), ApiKeyText.mask(details));
  }
}
