package com.remitflex.features.leaks.reports;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.remitflex.features.apikeys.ApiKeyFormat;
import com.remitflex.features.apikeys.lifecycle.Leak;
import com.remitflex.features.leaks.reports.GithubReportJson.Match;
import com.remitflex.platform.errors.ApiError;
import com.remitflex.platform.errors.ApiException;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.http.api.PublicRequest;
import com.remitflex.platform.http.api.PublicRoutes;
import com.remitflex.platform.http.api.Response;
import com.remitflex.platform.http.api.UnauthorizedLimit;
import com.remitflex.platform.json.Json;
import com.remitflex.platform.json.JsonObject;
import com.remitflex.platform.json.JsonReader;
import com.remitflex.platform.text.ApiKeyText;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;

/** The endpoints at which anyone, and GitHub, can report leaked keys. */
public final class LeakRoutes {
  /** As long as the longest body. */
  private static final int MAX_TEXT = JsonReader.MAX_BODY_BYTES;

  private static final int MAX_PLACE = 500;
  private static final Pattern PLACE = Pattern.compile("https?://[\\x21-\\x7e]+");

  private final LeakReports reports;
  private final UnauthorizedLimit limit;
  private final Optional<GithubKeys> github;

  /**
   * The routes.
   *
   * @param limit limits the reports per address, and those in GitHub's name with a wrong signature
   * @param github the keys that sign GitHub's reports; empty: GitHub's endpoint is disabled
   */
  public LeakRoutes(LeakReports reports, UnauthorizedLimit limit, Optional<GithubKeys> github) {
    this.reports = reports;
    this.limit = limit;
    this.github = github;
  }

  public PublicRoutes addTo(PublicRoutes routes) {
    routes.on("POST", "/leaks/report", this::report);
    github.ifPresent(keys -> routes.on("POST", "/leaks/github", request -> github(keys, request)));
    return routes;
  }

  /**
   * Accepts any text and reports every key in it. The response, and the work before it, are the
   * same whether or not the text contains a key.
   */
  private Response report(PublicRequest request) {
    count(request);
    JsonObject body = request.unmaskedJson();
    String text = body.requireString("key", MAX_TEXT);
    Optional<String> foundAt = body.string("found_at", MAX_PLACE);
    body.rejectUnknown();
    if (foundAt.filter(place -> !PLACE.matcher(place).matches()).isPresent()) {
      throw ApiError.at(
              "found_at",
              ErrorCode.VALIDATION_ERROR,
              "Must be a URL, for example https://example.com/leak.")
          .exception();
    }

    Leak leak = new Leak(Leak.Source.REPORT, foundAt.map(ApiKeyText::mask));
    reports.report(ApiKeyFormat.findAll(text), leak, request.client());
    return Response.json(202, "{\"status\":\"accepted\"}");
  }

  private Response github(GithubKeys keys, PublicRequest request) {
    byte[] body = signedBody(keys, request);
    List<Match> matches = GithubReportJson.read(body);

    Map<String, Leak> leaks = new LinkedHashMap<>();
    for (Match match : matches) {
      if (ApiKeyFormat.environment(match.token()).isPresent()) {
        leaks.putIfAbsent(match.token(), new Leak(Leak.Source.GITHUB, match.place()));
      }
    }
    Set<String> issued = reports.reportIssued(leaks, request.client());
    ArrayNode verdicts = Json.array();
    matches.forEach(match -> verdicts.add(match.verdict(issued.contains(match.token()))));
    return Response.json(200, Json.text(verdicts));
  }

  /**
   * The body, if GitHub has signed it. A report counts against its address before it is read, and
   * no longer once its signature is right. Of an address over the limit, one per second is read.
   */
  private byte[] signedBody(GithubKeys keys, PublicRequest request) {
    String address = request.client().ip();
    OptionalInt wait = limit.count(address);
    if (wait.isPresent() && !limit.mayLookUp(address)) {
      throw tooMany(wait.getAsInt());
    }
    byte[] body = request.body();
    if (!keys.haveSigned(
        body,
        request.header("Github-Public-Key-Identifier"),
        request.header("Github-Public-Key-Signature"))) {
      throw wait.isPresent()
          ? tooMany(wait.getAsInt())
          : ApiError.of(
                  ErrorCode.UNAUTHORIZED, "The signature of the report is missing or not valid.")
              .exception();
    }
    limit.uncount(address);
    return body;
  }

  private void count(PublicRequest request) {
    OptionalInt wait = limit.count(request.client().ip());
    if (wait.isPresent()) {
      throw tooMany(wait.getAsInt());
    }
  }

  private static ApiException tooMany(int seconds) {
    return ApiError.later(
            ErrorCode.RATE_LIMIT_EXCEEDED,
            "Too many reports came from this address. Wait " + seconds + " s, then try again.",
            seconds)
        .exception();
  }
}
