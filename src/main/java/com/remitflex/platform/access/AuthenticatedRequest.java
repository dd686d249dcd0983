package com.remitflex.platform.access;

import java.util.Optional;

/** An accepted request, from the API or from another surface. */
public interface AuthenticatedRequest {
  Principal principal();

  Client client();

  String method();

  String path();

  /**
   * The key under which the request takes effect only once.
   *
   * @throws com.remitflex.platform.errors.ApiException VALIDATION_ERROR
   */
  Optional<IdempotencyKey> idempotencyKey();

  /** How its events are to reach webhook endpoints. */
  SimulatedDelivery simulatedDelivery();
}
