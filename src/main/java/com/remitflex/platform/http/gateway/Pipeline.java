package com.remitflex.platform.http.gateway;

import com.remitflex.platform.errors.ApiError;
import com.remitflex.platform.http.api.RequestContext;
import com.remitflex.platform.http.api.Response;
import java.util.Optional;

/** The steps from a request to its response. */
interface Pipeline {
  /**
   * Handles a request.
   *
   * @param malformed the error of a request that is not well-formed
   * @throws com.remitflex.platform.errors.ApiException with any code
   */
  Response respond(RequestContext context, Optional<ApiError> malformed);

  /** The response to a request that was rejected or failed. */
  Response reject(RequestContext context, ApiError error);

  /** Whether the requests are recorded in the history. */
  boolean isRecorded();
}
