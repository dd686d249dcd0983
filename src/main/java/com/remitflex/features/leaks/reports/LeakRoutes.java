package com.remitflex.features.leaks.reports;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.remitflex.features.apikeys.ApiKeyFormat;
import com.remitflex.features.apikeys.lifecycle.Leak;
import com.remitflex.features.leaks.reports.GithubReport.Match;
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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/** Where leaked keys are reported, by anyone who has one and by GitHub. */
public final class LeakRoutes {
  /** No shorter than any body that is accepted. */
  private static final int LONGEST_TEXT = JsonReader.MAX_BODY_BYTES;

  private static final int LONGEST_PLACE = 500;
  private static final Pattern PLACE = Pattern.compile("https?://[\\x21-\\x7e]+");

  private final LeakReports reports;
  private final UnauthorizedLimit limit;
  private final Optional<GithubKeys> github;

  /**
   * The routes.
   *
   * @param limit counts the reports of an address, and GitHub's when they are none
   * @param github who signs GitHub's reports; empty: it sends none
   */
  public LeakRoutes(LeakReports reports, UnauthorizedLimit limit, Optional<GithubKeys> github) {
    this.reports = reports;
    this.limit = limit;
    this.github = github;
  }

  public PublicRoutes addTo(PublicRoutes open) {
    open.on("POST", "/leaks/report", this::report);
    github.ifPresent(keys -> open.on("POST", "/leaks/github", call -> github(keys, call)));
    return open;
  }

  /**
   * Accepts any text, and takes every key in it. The response, and what is done before it, are the
   * same whether or not the text holds a key: one row is written, and nothing is looked up.
   */
  private Response report(PublicRequest call) {
    count(call);
    JsonObject body = call.unmaskedJson();
    String text = body.requireString("key", LONGEST_TEXT);
    Optional<String> foundAt = body.string("found_at", LONGEST_PLACE);
    body.rejectUnknown();
    if (foundAt.filter(place -> !PLACE.matcher(place).matches()).isPresent()) {
      throw ApiError.at("found_at", ErrorCode.VALIDATION_ERROR, "Must be an address: https://…")
          .exception();
    }

    Leak leak = new Leak(Leak.Source.REPORT, foundAt.map(ApiKeyText::mask));
    reports.add(List.of(reports.of(ApiKeyFormat.findAll(text), leak, call.client())));
    return Response.json(202, "{\"status\":\"accepted\"}");
  }

  private Response github(GithubKeys keys, PublicRequest call) {
    byte[] body = call.body();
    if (!GithubReport.isSigned(
        keys,
        call.header("Github-Public-Key-Identifier"),
        call.header("Github-Public-Key-Signature"),
        body)) {
      count(call);
      throw ApiError.of(ErrorCode.UNAUTHORIZED, "The report has no valid signature.").exception();
    }
    List<Match> matches = GithubReport.read(body);

    Map<String, LeakReport> found = new HashMap<>();
    for (Match match : matches) {
      if (ApiKeyFormat.environment(match.token()).isPresent()) {
        found.computeIfAbsent(
            match.token(),
            token ->
                reports.of(
                    List.of(token), new Leak(Leak.Source.GITHUB, match.place()), call.client()));
      }
    }
    found.values().removeIf(report -> !reports.isIssued(report));
    reports.add(new ArrayList<>(found.values()));
    ArrayNode answer = Json.array();
    matches.forEach(match -> answer.add(match.verdict(found.containsKey(match.token()))));
    return Response.json(200, Json.text(answer));
  }

  private void count(PublicRequest call) {
    OptionalInt wait = limit.count(call.client().ip());
    if (wait.isPresent()) {
      throw tooMany(wait.getAsInt());
    }
  }

  private static ApiException tooMany(int seconds) {
    return ApiError.later(
            ErrorCode.RATE_LIMIT_EXCEEDED,
            "Too many reports came from this address. Wait " + seconds + " s.",
            seconds)
        .exception();
  }
}
