package com.remitflex.features.activity.usage;

import static com.remitflex.platform.access.Scope.ADMIN;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.remitflex.core.accounts.HeadId;
import com.remitflex.features.apikeys.ApiKey;
import com.remitflex.features.apikeys.KeyStore;
import com.remitflex.platform.access.Principal;
import com.remitflex.platform.database.Database;
import com.remitflex.platform.database.DatabaseClock;
import com.remitflex.platform.errors.ApiError;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.http.api.ApiRequest;
import com.remitflex.platform.http.api.Operation;
import com.remitflex.platform.http.api.Operation.Parameter;
import com.remitflex.platform.http.api.Query;
import com.remitflex.platform.http.api.Response;
import com.remitflex.platform.http.api.Route;
import com.remitflex.platform.ids.IdPrefix;
import com.remitflex.platform.json.Json;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/** What the API answers under /v1/api-keys/{id}/usage. */
public final class UsageRoutes {
  /** Times that PostgreSQL can hold, and far beyond any use. */
  private static final Instant BEGINNING = Instant.parse("2000-01-01T00:00:00Z");

  private static final Instant END = Instant.parse("2200-01-01T00:00:00Z");

  private final Database database;
  private final KeyStore keys;
  private final DatabaseClock clock;

  public UsageRoutes(Database database, KeyStore keys, DatabaseClock clock) {
    this.database = database;
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
  public Response get(ApiRequest call) {
    Query query = call.query();
    query.allow(Set.of("granularity", "created_after", "created_before"));
    Granularity unit =
        Granularity.of(
            query.oneOf("granularity", Granularity.WORDS).orElse(Granularity.HOUR.word()));
    Instant to = unit.ceiling(within(query.time("created_before").orElseGet(clock::now)));
    Instant from =
        unit.start(within(query.time("created_after").orElseGet(() -> to.minus(unit.usual()))));
    if (from.isBefore(to.minus(unit.longest()))) {
      throw ApiError.at(
              "created_after",
              ErrorCode.VALIDATION_ERROR,
              "One answer has at most "
                  + unit.most()
                  + " of these: choose a shorter time or a coarser granularity.")
          .exception();
    }
    ApiKey key = require(call);
    List<UsageStore.Point> series =
        database.with(handle -> UsageStore.series(handle, key.id(), unit, from, to));

    ObjectNode node = Json.object();
    node.put("api_key_id", key.id());
    node.put("environment", key.environment().word());
    node.put("granularity", unit.word());
    node.put("created_after", Json.time(from));
    node.put("created_before", Json.time(to));
    UsageTotals totals = new UsageTotals();
    series.forEach(point -> totals.add(point.figures()));
    totals.writeTo(node.putObject("totals"));
    ArrayNode data = node.putArray("data");
    series.forEach(point ->
        point.figures().writeTo(data.addObject().put("start_at", Json.time(point.start()))));
    return Response.json(200, Json.text(node));
  }

  private ApiKey require(ApiRequest call) {
    Principal principal = call.principal();
    String asked = call.parameter("id");
    String id = asked.equals(Route.CURRENT_KEY) ? principal.keyId() : asked;
    HeadId head = new HeadId(principal.accountId(), principal.environment());
    return IdPrefix.API_KEY.matches(id)
        ? database.with(handle -> keys.byIds(handle, List.of(id))).stream()
            .flatMap(key -> key.seenBy(head).stream())
            .findFirst()
            .orElseThrow(() -> ApiRequest.notFound("API key").exception())
        : missing();
  }

  private static ApiKey missing() {
    throw ApiRequest.notFound("API key").exception();
  }

  private static Instant within(Instant time) {
    if (time.isBefore(BEGINNING)) {
      return BEGINNING;
    }
    return time.isAfter(END) ? END : time;
  }
}
