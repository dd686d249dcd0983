package com.remitflex.features.apikeys;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.remitflex.platform.access.Scope;
import com.remitflex.platform.json.Json;
import java.time.Instant;

/**
 * A key that has not needed its scope for a long time.
 *
 * @param suggested the lowest scope that would have been enough for all of its requests
 * @param since when it last needed more, or since when that is known
 */
public record LeastPrivilege(Scope suggested, Instant since) {
  /** Adds it to a key object. */
  public void writeTo(ObjectNode key) {
    ObjectNode node = key.putObject("least_privilege");
    node.put("suggested_scope", suggested.word());
    node.put("since", Json.time(since));
  }
}
