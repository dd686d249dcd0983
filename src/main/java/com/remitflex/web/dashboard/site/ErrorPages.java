package com.remitflex.web.dashboard.site;

import com.remitflex.platform.errors.ApiError;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.http.api.Response;
import com.remitflex.web.dashboard.forms.Site;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Errors as pages. */
final class ErrorPages {
  private final Views views;
  private final Assets assets;

  ErrorPages(Views views, Assets assets) {
    this.views = views;
    this.assets = assets;
  }

  Response page(Site site, ApiError error, String requestId) {
    Response page =
        views.page(
            error.code().status(),
            "error.jte",
            Map.of(
                "status",
                error.code().status(),
                "title",
                title(error.code()),
                "message",
                error.message(),
                "requestId",
                requestId,
                "site",
                site,
                "assets",
                assets));
    Map<String, String> headers = new HashMap<>(page.headers());
    error
        .retryAfterSeconds()
        .ifPresent(seconds -> headers.put("Retry-After", Integer.toString(seconds)));
    error.allow().ifPresent(methods -> headers.put("Allow", methods));
    return page.with(headers);
  }

  private static String title(ErrorCode code) {
    return switch (code) {
      case NOT_FOUND -> "Not found";
      case INSUFFICIENT_PERMISSIONS -> "Not allowed";
      case REQUEST_TOO_LARGE -> "Request too large";
      case RATE_LIMIT_EXCEEDED -> "Too many requests";
      case SERVICE_UNAVAILABLE -> "Temporarily unavailable";
      case INTERNAL_ERROR -> "Internal error";
      default ->
          List.of(400, 405, 415).contains(code.status()) ? "Invalid request" : "Request rejected";
    };
  }
}
