package com.remitflex.web.docs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.http.api.Operation;
import com.remitflex.platform.http.api.Route;
import com.remitflex.platform.http.gateway.ErrorResponse;
import com.remitflex.platform.json.Json;
import com.remitflex.web.api.OpenApi;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The sections of the reference, generated from the route table: one per endpoint. */
final class EndpointSection {
  private static final ObjectWriter PRETTY =
      new ObjectMapper()
          .writer(
              new DefaultPrettyPrinter()
                  .withSeparators(
                      Separators.createDefaultInstance()
                          .withObjectFieldValueSpacing(Separators.Spacing.AFTER)));

  /** What the IDs of a collection begin with. */
  private static final Map<String, String> ID_PREFIXES =
      Map.ofEntries(
          Map.entry("alerts", "alr_"),
          Map.entry("api-keys", "key_"),
          Map.entry("conversions/quote", "qt_"),
          Map.entry("conversions", "con_"),
          Map.entry("deposits", "dep_"),
          Map.entry("events", "evt_"),
          Map.entry("inbox/messages", "msg_"),
          Map.entry("off-ramps", "ofr_"),
          Map.entry("offramp", "ofr_"),
          Map.entry("payments", "pmt_"),
          Map.entry("recipients", "rec_"),
          Map.entry("webhook-endpoints", "we_"));

  private final String publicUrl;
  private final JsonNode schemas = OpenApi.schemas();

  EndpointSection(String publicUrl) {
    this.publicUrl = publicUrl;
  }

  /** The section, which begins with its heading. */
  String html(Route route) {
    Operation operation = route.operation();
    return """
    <section id="%1$s" class="endpoint"><h2><a href="#%1$s">%2$s</a></h2>%3$s</section>
    """
        .formatted(operation.id(), Html.escaped(operation.summary()), details(route));
  }

  /** What stands below the heading. */
  String details(Route route) {
    Operation operation = route.operation();
    StringBuilder out = new StringBuilder();
    out.append(
        """
        <p class="line"><span class="method %1$s">%1$s</span> <code>%2$s</code>
        <span class="tag">scope %3$s</span></p><p>%4$s</p>
        """
            .formatted(
                route.method(),
                route.template(),
                route.scope().word(),
                Html.marked(operation.description())));
    parameters(route, out);
    operation.request().ifPresent(schema -> fields("Request body", schema, out));
    out.append("<h3>Request</h3>").append(Html.example(operation.id() + "-request", curl(route)));
    JsonNode schema = schemas.get(operation.response());
    exampleOf(operation.response(), schema)
        .ifPresent(json ->
            out.append("<h3>Response ")
                .append(operation.status())
                .append("</h3>")
                .append(Html.example(operation.id() + "-response", json)));
    fields("Response fields", operation.response(), out);
    out.append("<h3>Errors</h3><p class=\"codes\">");
    for (ErrorCode code : route.errors()) {
      out.append(
          "<a href=\"%s#%s\">%d %s</a>\n"
              .formatted(
                  ErrorResponse.DOCS_PATH, ErrorResponse.anchor(code), code.status(), code.name()));
    }
    return out.append("</p>").toString();
  }

  private static void parameters(Route route, StringBuilder out) {
    if (route.operation().query().isEmpty()) {
      return;
    }
    StringBuilder rows = new StringBuilder();
    for (Operation.Parameter parameter : route.operation().query()) {
      rows.append(
          row(
              parameter.name(),
              parameter.isRequired() ? "required" : "optional",
              type(Json.trusted(parameter.schema())),
              parameter.description()));
    }
    out.append("<h3>Query</h3>").append(Html.table(rows));
  }

  private void fields(String title, String schemaName, StringBuilder out) {
    JsonNode schema = schemas.get(schemaName);
    List<String> required = new ArrayList<>();
    schema.path("required").forEach(name -> required.add(name.asText()));
    boolean isResponse = title.startsWith("Response");
    StringBuilder rows = new StringBuilder();
    for (Map.Entry<String, JsonNode> field : schema.path("properties").properties()) {
      JsonNode described = field.getValue();
      JsonNode resolved = resolved(described);
      String need = required.contains(field.getKey()) ? isResponse ? "" : "required" : "optional";
      String description =
          described.path("description").asText(resolved.path("description").asText(""));
      rows.append(row(field.getKey(), need, type(resolved), description));
    }
    out.append("<h3>").append(title).append("</h3>").append(Html.table(rows));
  }

  private static String row(String name, String need, String type, String description) {
    return """
    <tr><td><code>%s</code></td><td class="dim">%s</td><td class="dim">%s</td><td>%s</td></tr>
    """
        .formatted(Html.escaped(name), Html.marked(type), need, Html.marked(description));
  }

  private JsonNode resolved(JsonNode schema) {
    JsonNode reference = schema.path("$ref");
    if (reference.isMissingNode()) {
      reference = schema.path("allOf").path(0).path("$ref");
    }
    return reference.isMissingNode()
        ? schema
        : schemas.get(reference.asText().substring("#/components/schemas/".length()));
  }

  /** The type of a schema as shown to the reader. */
  private static String type(JsonNode schema) {
    if (schema.has("enum")) {
      List<String> values = new ArrayList<>();
      schema.get("enum").forEach(value -> values.add("`" + value.asText() + "`"));
      return String.join(" | ", values);
    }
    JsonNode type = schema.path("type");
    if (type.isArray()) {
      List<String> types = new ArrayList<>();
      type.forEach(one -> types.add(one.asText()));
      return String.join(" or ", types);
    }
    return type.asText();
  }

  private Optional<String> exampleOf(String name, JsonNode schema) {
    JsonNode own = schema.path("examples").path(0);
    if (!own.isMissingNode()) {
      return Optional.of(pretty(own));
    }
    if (!name.endsWith("List")) {
      return Optional.empty();
    }
    JsonNode item = schemas.get(name.substring(0, name.length() - 4)).path("examples").path(0);
    ObjectNode list = Json.object();
    list.putArray("data").add(item);
    if (schema.path("properties").has("pagination")) {
      list.putObject("pagination").putNull("cursor").put("has_more", false).put("total", 1);
    }
    return Optional.of(pretty(list));
  }

  private String curl(Route route) {
    StringBuilder curl = new StringBuilder("curl");
    if (!route.method().equals("GET")) {
      curl.append(" -X ").append(route.method());
    }
    String query = requiredQuery(route);
    // Without quotes, a shell would expand the question mark as a pattern.
    String quote = query.isEmpty() ? "" : "\"";
    curl.append(' ').append(quote).append(publicUrl).append(path(route)).append(query);
    curl.append(quote);
    curl.append(" \\\n  -H \"Authorization: Bearer $REMITFLEX_API_KEY\"");
    if (route.isIdempotent()) {
      curl.append(" \\\n  -H \"Idempotency-Key: $(uuidgen)\"");
    }
    route
        .operation()
        .requestExample()
        .ifPresent(body ->
            curl.append(" \\\n  -H \"Content-Type: application/json\" \\\n  -d '")
                .append(body)
                .append('\''));
    return curl.toString();
  }

  private static String requiredQuery(Route route) {
    return route.operation().query().stream()
        .flatMap(parameter ->
            parameter.example().map(example -> parameter.name() + "=" + example).stream())
        .collect(
            Collectors.collectingAndThen(
                Collectors.joining("&"), query -> query.isEmpty() ? "" : "?" + query));
  }

  private static String path(Route route) {
    return route
        .template()
        .replace("{id}", id(route.template()))
        .replace("{request_id}", "req_…")
        .replace("{event_id}", "evt_…")
        .replace("{replay_id}", "rpl_…")
        .replace("{month}", "2026-11")
        .replace("{code}", "USDC")
        .replace("{key}", "order-2041");
  }

  private static String id(String template) {
    if (template.startsWith("/v1/corridors/")) {
      return "US-MX";
    }
    return ID_PREFIXES.entrySet().stream()
        .filter(one -> template.startsWith("/v1/" + one.getKey() + "/{id}"))
        .map(one -> one.getValue() + "…")
        .findFirst()
        .orElse("{id}");
  }

  private static String pretty(JsonNode node) {
    try {
      return PRETTY.writeValueAsString(node);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
