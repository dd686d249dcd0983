package com.remitflex.features.activity.usage;

import static com.remitflex.platform.access.Scope.ADMIN;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.features.apikeys.ApiKey;
import com.remitflex.features.apikeys.lifecycle.ApiKeyService;
import com.remitflex.features.apikeys.lifecycle.KeyRoutes;
import com.remitflex.platform.database.DatabaseClock;
import com.remitflex.platform.errors.ApiError;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.http.api.ApiRequest;
import com.remitflex.platform.http.api.Operation;
import com.remitflex.platform.http.api.Operation.Parameter;
import com.remitflex.platform.http.api.Query;
import com.remitflex.platform.http.api.Response;
import com.remitflex.platform.http.api.Route;
import com.remitflex.platform.json.Json;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/** The endpoint /v1/api-keys/{id}/usage. */
public final class UsageRoutes {
  /** Times that PostgreSQL can store; no usage lies outside. */
  private static final Instant MIN_TIME = Instant.parse("2000-01-01T00:00:00Z");

  private static final Instant MAX_TIME = Instant.parse("2200-01-01T00:00:00Z");

  private final KeyUsage usage;
  private final ApiKeyService keys;
  private final DatabaseClock clock;

  public UsageRoutes(KeyUsage usage, ApiKeyService keys, DatabaseClock clock) {
    this.usage = usage;
    this.keys = keys;
    this.clock = clock;
  }

  /** The endpoints, each with its scope, documentation and handler. */
  public List<Route> routes() {
    return List.of(new Route("GET", "/v1/api-keys/{id}/usage", ADMIN, getOperation(), this::get));
  }

  private static Operation getOperation() {
    return Operation.of(
            "getApiKeyUsage",
            "Get a key's usage",
            "Returns requests, errors, latencies and the numbers of distinct addresses and clients:"
                + " for each minute, hour or day (UTC) in which the key was used, and in total. The"
                + " figures are up to two seconds old. Above 255, the two distinct counts are"
                + " estimates, within about 6%.",
            "ApiKeyUsage")
        .withQuery(
            new Parameter(
                "granularity",
                "The length of the intervals: minutes of the last 8 days, hours of the last 400"
                    + " days, or days. A response has at most 1500 minutes or hours, or 400 days.",
                "{\"type\": \"string\", \"enum\": [\"minute\", \"hour\", \"day\"],"
                    + " \"default\": \"hour\"}"),
            Parameter.text(
                "created_after", "The first interval is the one that contains this time."),
            Parameter.text(
                "created_before", "The last interval is the one that contains this time."))
        .withErrors(ErrorCode.NOT_FOUND);
  }

  /** GET /v1/api-keys/{id}/usage. */
  public Response get(ApiRequest request) {
    Query query = request.query();
    query.allow(Set.of("granularity", "created_after", "created_before"));
    Granularity granularity =
        Granularity.of(
            query.oneOf("granularity", Granularity.WORDS).orElse(Granularity.HOUR.word()));
    Instant to = granularity.ceiling(clamp(query.time("created_before").orElseGet(clock::now)));
    Instant from =
        granularity.start(
            clamp(
                query.time("created_after").orElseGet(() -> to.minus(granularity.defaultRange()))));
    if (from.isBefore(to.minus(granularity.maxRange()))) {
      throw ApiError.at(
              "created_after",
              ErrorCode.VALIDATION_ERROR,
              "The response would have more than "
                  + granularity.maxIntervals()
                  + " intervals. Choose a shorter time range or a coarser granularity.")
          .exception();
    }
    ApiKey key = keys.require(HeadId.of(request.principal()), KeyRoutes.id(request));
    return Response.json(
        200, Json.text(UsageJson.object(key, usage.series(key.id(), granularity, from, to))));
  }

  private static Instant clamp(Instant time) {
    if (time.isBefore(MIN_TIME)) {
      return MIN_TIME;
    }
    return time.isAfter(MAX_TIME) ? MAX_TIME : time;
  }
}
