package com.remitflex.platform.access;

import java.util.Optional;

/** What a request says about who sent it and what it asks for, however it arrived. */
public interface AuthenticatedRequest {
  Principal principal();

  Client client();

  String method();

  String path();

  /**
   * The name under which it has one effect.
   *
   * @throws com.remitflex.platform.errors.ApiException VALIDATION_ERROR
   */
  Optional<IdempotencyKey> idempotencyKey();
}
