package com.remitflex.web.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.http.api.Operation;
import com.remitflex.platform.http.api.ResponseHeader;
import com.remitflex.platform.http.api.Route;
import com.remitflex.platform.http.api.Routes;
import com.remitflex.platform.http.gateway.ErrorResponse;
import com.remitflex.platform.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The API reference, generated from the route table: one section per endpoint. */
final class ReferencePage {
  static final String PATH = "/docs";

  private static final ObjectWriter PRETTY =
      new ObjectMapper()
          .writer(
              new DefaultPrettyPrinter()
                  .withSeparators(
                      Separators.createDefaultInstance()
                          .withObjectFieldValueSpacing(Separators.Spacing.AFTER)));

  private static final String INTRODUCTION =
      """
      <h1>API reference</h1>
      <p>Send <code>Authorization: Bearer &lt;key&gt;</code> with every request. The key's prefix
      selects the environment: <code>rf_live_</code> moves real funds, <code>rf_test_</code> uses
      the sandbox. There are no cookies and no sessions. Each endpoint states the minimum scope
      of the key: <code>read</code> ⊂ <code>write</code> ⊂ <code>admin</code>.</p>
      <p>Send an <code>Idempotency-Key</code> with each POST, PATCH and DELETE, and send the same
      one when you retry: one key, one effect. <code>"abc"</code> and <code>abc</code> are the same
      key. The error reference lists the cause and the fix of every
      <a href="/docs/errors">error code</a>. For programs, the reference is available as
      <a href="/openapi.json">openapi.json</a>.</p>
      """;

  private final Routes routes;
  private final String publicUrl;
  private final JsonNode schemas = OpenApi.schemas();

  ReferencePage(Routes routes, String publicUrl) {
    this.routes = routes;
    this.publicUrl = publicUrl;
  }

  String html() {
    StringBuilder page = new StringBuilder(Docs.head("RemitFlex API reference"));
    page.append("<body><div class=\"frame\">").append(navigation()).append("<main>");
    page.append(INTRODUCTION).append(headers());
    routes.table().forEach(route -> page.append(section(route)));
    return page.append("</main></div></body></html>\n").toString();
  }

  private static String headers() {
    StringBuilder table =
        new StringBuilder(
            """
            <h2 id="response-headers">Response headers</h2><div class="scroll"><table><thead>
            <tr><th>Header</th><th>Meaning and unit</th><th>Sent with</th></tr></thead><tbody>
            """);
    for (ResponseHeader header : ResponseHeader.values()) {
      table.append(
          "<tr><td><code>%s</code></td><td>%s</td><td>%s</td></tr>\n"
              .formatted(
                  header.text(), Docs.marked(header.description()), Docs.marked(header.when())));
    }
    return table.append("</tbody></table></div>").toString();
  }

  private String navigation() {
    Map<String, List<Route>> groups =
        routes.table().stream()
            .collect(Collectors.groupingBy(OpenApi::tag, LinkedHashMap::new, Collectors.toList()));
    StringBuilder nav =
        new StringBuilder(
            """
            <nav aria-label="Endpoints"><p class="title">RemitFlex API</p>
            <input type="search" placeholder="Search  /" aria-label="Search the reference" hidden>
            """);
    groups.forEach((tag, group) -> {
      nav.append("<div class=\"group\"><h2>").append(tag).append("</h2><ul>");
      for (Route route : group) {
        nav.append(
            "<li><a href=\"#%s\">%s</a></li>"
                .formatted(route.operation().id(), Docs.escaped(route.operation().summary())));
      }
      nav.append("</ul></div>");
    });
    return nav.append("<p class=\"nothing\" hidden>Nothing found.</p></nav>").toString();
  }

  private String section(Route route) {
    Operation operation = route.operation();
    StringBuilder out = new StringBuilder();
    out.append(
        """
        <section id="%1$s"><h2><a href="#%1$s">%2$s</a></h2>
        <p class="line"><span class="method %3$s">%3$s</span><span class="path">%4$s</span>
        <span class="scope">scope %5$s</span></p><p>%6$s</p>
        """
            .formatted(
                operation.id(),
                Docs.escaped(operation.summary()),
                route.method(),
                route.template(),
                route.scope().word(),
                Docs.marked(operation.description())));
    parameters(route, out);
    operation.request().ifPresent(schema -> fields("Request body", schema, out));
    out.append("<h3>Request</h3>").append(example(curl(route)));
    JsonNode schema = schemas.get(operation.response());
    exampleOf(operation.response(), schema)
        .ifPresent(json ->
            out.append("<h3>Response ")
                .append(operation.status())
                .append("</h3>")
                .append(example(json)));
    fields("Response fields", operation.response(), out);
    out.append("<h3>Errors</h3><p class=\"codes\">");
    for (ErrorCode code : route.errors()) {
      out.append(
          "<a href=\"%s#%s\">%d %s</a>"
              .formatted(
                  ErrorResponse.DOCS_PATH, ErrorResponse.anchor(code), code.status(), code.name()));
    }
    return out.append("</p></section>\n").toString();
  }

  private static void parameters(Route route, StringBuilder out) {
    if (route.operation().query().isEmpty()) {
      return;
    }
    out.append("<h3>Query</h3><div class=\"scroll\"><table><tbody>");
    for (Operation.Parameter parameter : route.operation().query()) {
      out.append(
          row(
              parameter.name(),
              parameter.isRequired() ? "required" : "optional",
              type(Json.trusted(parameter.schema())),
              parameter.description()));
    }
    out.append("</tbody></table></div>");
  }

  private void fields(String title, String schemaName, StringBuilder out) {
    JsonNode schema = schemas.get(schemaName);
    List<String> required = new ArrayList<>();
    schema.path("required").forEach(name -> required.add(name.asText()));
    boolean isResponse = title.startsWith("Response");
    out.append("<h3>").append(title).append("</h3><div class=\"scroll\"><table><tbody>");
    for (Map.Entry<String, JsonNode> field : schema.path("properties").properties()) {
      JsonNode described = field.getValue();
      JsonNode resolved = resolved(described);
      String need = required.contains(field.getKey()) ? isResponse ? "" : "required" : "optional";
      String description =
          described.path("description").asText(resolved.path("description").asText(""));
      out.append(row(field.getKey(), need, type(resolved), description));
    }
    out.append("</tbody></table></div>");
  }

  private static String row(String name, String need, String type, String description) {
    return """
    <tr><td><code>%s</code></td><td class="dim">%s</td><td class="dim">%s</td><td>%s</td></tr>
    """
        .formatted(Docs.escaped(name), Docs.escaped(type), need, Docs.marked(description));
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
      schema.get("enum").forEach(value -> values.add(value.asText()));
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
    String id =
        route.template().startsWith("/v1/api-keys")
            ? "key_…"
            : route.template().startsWith("/v1/alerts") ? "alr_…" : "pmt_…";
    return route
        .template()
        .replace("{id}", id)
        .replace("{request_id}", "req_…")
        .replace("{key}", "order-2041");
  }

  private static String example(String text) {
    return """
    <div class="example"><button class="copy" type="button" hidden>Copy</button>\
    <pre tabindex="0"><code>%s</code></pre></div>
    """
        .formatted(Docs.escaped(text));
  }

  private static String pretty(JsonNode node) {
    try {
      return PRETTY.writeValueAsString(node);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
