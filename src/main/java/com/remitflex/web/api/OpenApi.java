package com.remitflex.web.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.remitflex.platform.access.IdempotencyKey;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.http.api.Operation;
import com.remitflex.platform.http.api.PathRouter;
import com.remitflex.platform.http.api.Response;
import com.remitflex.platform.http.api.ResponseHeader;
import com.remitflex.platform.http.api.Route;
import com.remitflex.platform.http.api.Routes;
import com.remitflex.platform.http.simulation.RequestSimulation;
import com.remitflex.platform.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The OpenAPI 3.1 document, generated from the route table and a resource with the schemas. */
public final class OpenApi {
  /** Where the document is served. */
  public static final String PATH = "/openapi.json";

  private static final String SCHEMAS = "/openapi/schemas.json";
  private static final String SCHEMA = "#/components/schemas/";
  private static final String HEADER = "#/components/headers/";

  private final Routes routes;
  private final String publicUrl;
  private final JsonNode schemas = schemas();

  public OpenApi(Routes routes, String publicUrl) {
    this.routes = routes;
    this.publicUrl = publicUrl;
  }

  public Response response() {
    return Response.json(200, Json.text(document()));
  }

  ObjectNode document() {
    ObjectNode document = Json.object();
    document.put("openapi", "3.1.0");
    ObjectNode info = document.putObject("info");
    info.put("title", "RemitFlex API");
    info.put("version", "1");
    info.put(
        "description",
        "Cross-border stablecoin payments. Send `Authorization: Bearer <key>` with every request."
            + " The key's prefix selects the environment: `rf_live_` moves real funds, `rf_test_`"
            + " uses the sandbox.");
    info.putObject("license").put("name", "Apache-2.0").put("identifier", "Apache-2.0");
    document.putArray("servers").addObject().put("url", publicUrl);
    document.putArray("security").addObject().putArray("apiKey");
    document.set("paths", paths());
    ObjectNode components = document.putObject("components");
    components.set("schemas", schemas);
    components.set("headers", headers());
    components.putObject("parameters").set(RequestSimulation.HEADER, simulate());
    components
        .putObject("securitySchemes")
        .putObject("apiKey")
        .put("type", "http")
        .put("scheme", "bearer")
        .put("bearerFormat", "rf_live_… or rf_test_…");
    return document;
  }

  /** The schemas of requests and responses, by name. */
  public static JsonNode schemas() {
    try (InputStream in = OpenApi.class.getResourceAsStream(SCHEMAS)) {
      if (in == null) {
        throw new IllegalStateException("missing " + SCHEMAS);
      }
      return Json.trusted(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Each header in two variants: always sent, and optional. */
  private static ObjectNode headers() {
    ObjectNode headers = Json.object();
    for (ResponseHeader header : ResponseHeader.values()) {
      for (boolean required : new boolean[] {true, false}) {
        ObjectNode component = headers.putObject(component(header, required));
        component.put("description", header.description() + " Sent with " + header.when() + ".");
        component.put("required", required);
        component.set("schema", Json.trusted(header.schema()));
      }
    }
    return headers;
  }

  private static String component(ResponseHeader header, boolean required) {
    return required ? header.text() : header.text() + ".optional";
  }

  private static void headers(ObjectNode response, Route route, int status) {
    ObjectNode headers = response.putObject("headers");
    for (ResponseHeader header : ResponseHeader.of(route, status)) {
      headers
          .putObject(header.text())
          .put("$ref", HEADER + component(header, header.isRequired(status)));
    }
  }

  private ObjectNode paths() {
    ObjectNode paths = Json.object();
    for (Route route : routes.table()) {
      ObjectNode path =
          paths.has(route.template())
              ? (ObjectNode) paths.get(route.template())
              : paths.putObject(route.template());
      path.set(route.method().toLowerCase(java.util.Locale.ROOT), operation(route));
    }
    return paths;
  }

  private ObjectNode operation(Route route) {
    Operation documented = route.operation();
    ObjectNode operation = Json.object();
    operation.put("operationId", documented.id());
    operation.putArray("tags").add(tag(route));
    operation.put("summary", documented.summary());
    operation.put(
        "description",
        documented.description()
            + "\n\nMinimum scope of the key: `"
            + route.scope().word()
            + "`."
            + (route.isForOwnKey()
                ? " Any key may call it for itself, with its own ID or `current`, whatever its"
                    + " scope."
                : ""));
    operation.put("x-required-scope", route.scope().word());
    ArrayNode parameters = parameters(route);
    if (!parameters.isEmpty()) {
      operation.set("parameters", parameters);
    }
    documented
        .request()
        .ifPresent(schema -> {
          ObjectNode body = operation.putObject("requestBody").put("required", true);
          ObjectNode json = body.putObject("content").putObject("application/json");
          json.putObject("schema").put("$ref", SCHEMA + schema);
          documented
              .requestExample()
              .ifPresent(example -> json.set("example", Json.trusted(example)));
        });
    operation.set("responses", responses(route));
    return operation;
  }

  /** The group of a route: the first segment after the version. */
  public static String tag(Route route) {
    String noun = PathRouter.segments(route.template()).get(1).replace('-', ' ');
    return noun.equals("api keys")
        ? "API keys"
        : Character.toUpperCase(noun.charAt(0)) + noun.substring(1);
  }

  private static ArrayNode parameters(Route route) {
    ArrayNode parameters = Json.array();
    for (String segment : PathRouter.segments(route.template())) {
      if (segment.startsWith("{")) {
        ObjectNode parameter = parameters.addObject();
        parameter.put("name", segment.substring(1, segment.length() - 1));
        parameter.put("in", "path").put("required", true);
        parameter.putObject("schema").put("type", "string");
      }
    }
    for (Operation.Parameter query : route.operation().query()) {
      ObjectNode parameter = parameters.addObject();
      parameter.put("name", query.name()).put("in", "query").put("required", query.isRequired());
      parameter.put("description", query.description());
      query.example().ifPresent(example -> parameter.put("example", example));
      parameter.set("schema", Json.trusted(query.schema()));
    }
    if (route.isIdempotent()) {
      ObjectNode parameter = parameters.addObject();
      parameter.put("name", IdempotencyKey.HEADER).put("in", "header").put("required", false);
      parameter.put(
          "description",
          "Your unique name for this request. Requests with the same idempotency key take effect"
              + " only once: a retry gets the first response again, with `Idempotent-Replayed:"
              + " true`. The quoted form `\"abc\"` means the key `abc`.");
      parameter.putObject("schema").put("type", "string").put("minLength", 1).put("maxLength", 255);
    }
    parameters.addObject().put("$ref", "#/components/parameters/" + RequestSimulation.HEADER);
    return parameters;
  }

  private static ObjectNode simulate() {
    ObjectNode parameter = Json.object();
    parameter.put("name", RequestSimulation.HEADER).put("in", "header").put("required", false);
    parameter.put(
        "description",
        "Only with keys of the sandbox: what to simulate, separated by commas."
            + " `timeout-after-commit`, `error-before-commit`, `rate-limit`, `delay=MS` (at most "
            + RequestSimulation.MAX_DELAY_MILLIS
            + "), `webhook-duplicate`, `webhook-shuffle`.");
    parameter.putObject("schema").put("type", "string");
    return parameter;
  }

  private ObjectNode responses(Route route) {
    ObjectNode responses = Json.object();
    ObjectNode success = responses.putObject(Integer.toString(route.operation().status()));
    success.put("description", route.operation().summary() + ": success.");
    headers(success, route, route.operation().status());
    ObjectNode content = success.putObject("content");
    content
        .putObject("application/json")
        .putObject("schema")
        .put("$ref", SCHEMA + route.operation().response());
    for (String mediaType : route.operation().streams()) {
      content.putObject(mediaType).putObject("schema").put("type", "string");
    }
    Map<Integer, List<ErrorCode>> byStatus =
        route.errors().stream()
            .collect(Collectors.groupingBy(ErrorCode::status, TreeMap::new, Collectors.toList()));
    ObjectNode errorSchema = schemas.get("Error").deepCopy();
    errorSchema.remove("examples");
    byStatus.forEach((status, codes) -> {
      ObjectNode response = responses.putObject(Integer.toString(status));
      response.put(
          "description",
          codes.stream().map(code -> "`" + code + "`").collect(Collectors.joining(", ")));
      headers(response, route, status);
      ObjectNode error = errorSchema.deepCopy();
      ArrayNode enumeration =
          ((ObjectNode) error.at("/properties/error/properties/code")).putArray("enum");
      codes.forEach(code -> enumeration.add(code.name()));
      response.putObject("content").putObject("application/json").set("schema", error);
    });
    return responses;
  }
}
