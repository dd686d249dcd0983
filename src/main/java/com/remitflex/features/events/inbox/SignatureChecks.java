package com.remitflex.features.events.inbox;

import com.remitflex.features.events.inbox.InboxMessage.CheckedSignature;
import java.util.List;
import java.util.Map;

/** Checks the signatures of a request by the secrets of the endpoints that have the inbox's URL. */
@FunctionalInterface
public interface SignatureChecks {
  /** Without endpoints there is nothing to check with. */
  SignatureChecks NONE = (accountId, url, headers, body) -> List.of();

  /**
   * Checks a request.
   *
   * @param headers by their names in lower case
   */
  List<CheckedSignature> check(
      String accountId, String url, Map<String, String> headers, byte[] body);
}
