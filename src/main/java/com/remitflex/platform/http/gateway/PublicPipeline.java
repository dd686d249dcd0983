package com.remitflex.platform.http.gateway;

import com.remitflex.platform.errors.ApiError;
import com.remitflex.platform.http.api.PublicRequest;
import com.remitflex.platform.http.api.PublicRoutes;
import com.remitflex.platform.http.api.RequestContext;
import com.remitflex.platform.http.api.Response;
import java.util.Optional;

/** Requests for pages and other public routes, whose handlers make all decisions. */
record PublicPipeline(PublicRoutes.Handler handler, ErrorResponse errors) implements Pipeline {
  @Override
  public Response respond(RequestContext context, Optional<ApiError> malformed) {
    if (malformed.isPresent()) {
      throw malformed.get().exception();
    }
    return handler.handle(new PublicRequest(context));
  }

  @Override
  public Response reject(RequestContext context, ApiError error) {
    context.failed(error.code());
    return handler.rejected(new PublicRequest(context), error).orElseGet(() -> errors.of(error));
  }

  @Override
  public boolean isRecorded() {
    return false;
  }
}
