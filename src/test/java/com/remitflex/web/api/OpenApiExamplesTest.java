package com.remitflex.web.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.atlassian.oai.validator.OpenApiInteractionValidator;
import com.atlassian.oai.validator.model.Request;
import com.atlassian.oai.validator.model.SimpleResponse;
import com.atlassian.oai.validator.report.ValidationReport;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.remitflex.platform.json.Json;
import com.remitflex.testing.TestServer;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Every example in the OpenAPI document satisfies its schema. */
class OpenApiExamplesTest {
  @RegisterExtension static final TestServer server = TestServer.standard();

  private static JsonNode document;
  private static OpenApiInteractionValidator validator;

  /** A document in which each schema is the response of its own path. */
  @BeforeAll
  static void readSchemas() {
    document = server.client("none").getWithoutKey("/openapi.json").json();
    ObjectNode each = Json.object();
    each.put("openapi", "3.1.0");
    each.putObject("info").put("title", "schemas").put("version", "1");
    ObjectNode paths = each.putObject("paths");
    schemas()
        .fieldNames()
        .forEachRemaining(name -> {
          ObjectNode answer = paths.putObject("/" + name).putObject("get").putObject("responses");
          ObjectNode ok = answer.putObject("200").put("description", name);
          ok.putObject("content")
              .putObject("application/json")
              .putObject("schema")
              .put("$ref", "#/components/schemas/" + name);
        });
    each.putObject("components").set("schemas", schemas());
    validator =
        OpenApiInteractionValidator.createForInlineApiSpecification(each.toString()).build();
  }

  private static JsonNode schemas() {
    return document.at("/components/schemas");
  }

  private static List<String> faults(String schema, JsonNode value) {
    ValidationReport report =
        validator.validateResponse(
            "/" + schema,
            Request.Method.GET,
            SimpleResponse.Builder.ok()
                .withContentType("application/json")
                .withBody(value.toString())
                .build());
    return report.getMessages().stream().map(ValidationReport.Message::getMessage).toList();
  }

  @Test
  void everyExampleOfASchemaIsValid() {
    List<String> seen = new ArrayList<>();
    schemas()
        .properties()
        .forEach(schema ->
            schema
                .getValue()
                .path("examples")
                .forEach(example -> {
                  assertThat(faults(schema.getKey(), example)).as(schema.getKey()).isEmpty();
                  seen.add(schema.getKey());
                }));
    assertThat(seen).contains("Payment", "Balance", "ApiKey", "IdempotencyKey", "Error");
  }

  @Test
  void anExampleWithOneMemberMoreOrLessWouldNotBe() {
    schemas().properties().stream()
        // Others have no member that must be there.
        .filter(schema -> schema.getValue().has("required"))
        .forEach(schema ->
            schema
                .getValue()
                .path("examples")
                .forEach(example -> {
                  ObjectNode more = ((ObjectNode) example.deepCopy()).put("unheard_of", 1);
                  String required = schema.getValue().path("required").path(0).asText();
                  ObjectNode less = example.deepCopy();
                  less.remove(required);
                  assertThat(faults(schema.getKey(), more)).as(schema.getKey()).isNotEmpty();
                  assertThat(faults(schema.getKey(), less)).as(schema.getKey()).isNotEmpty();
                }));
  }

  @Test
  void everyRequestExampleIsValid() {
    TreeMap<String, JsonNode> examples = new TreeMap<>();
    document
        .path("paths")
        .forEach(path ->
            path.forEach(operation -> {
              JsonNode json = operation.at("/requestBody/content/application~1json");
              if (!json.isMissingNode()) {
                String reference = json.at("/schema/$ref").asText();
                examples.put(
                    reference.substring(reference.lastIndexOf('/') + 1), json.path("example"));
              }
            }));
    assertThat(examples).isNotEmpty();
    examples.forEach((schema, example) ->
        assertThat(faults(schema, example)).as("%s %s", schema, example).isEmpty());
  }

  @Test
  void everyResponseHasAnExampleOrIsAListOfAnObjectThatHasOne() {
    document
        .path("paths")
        .forEach(path ->
            path.forEach(operation -> {
              JsonNode responses = operation.path("responses");
              JsonNode success = responses.has("201") ? responses.get("201") : responses.get("200");
              String reference = success.at("/content/application~1json/schema/$ref").asText();
              String name = reference.substring(reference.lastIndexOf('/') + 1);
              String item = name.endsWith("List") ? name.substring(0, name.length() - 4) : name;
              assertThat(schemas().path(item).path("examples")).as(name).isNotEmpty();
            }));
  }

  @Test
  void everyReferenceLeadsToASchema() {
    List<JsonNode> references = document.findValues("$ref");
    assertThat(references).isNotEmpty();
    for (JsonNode reference : references) {
      assertThat(document.at(reference.asText().substring(1)).isObject())
          .as(reference.asText())
          .isTrue();
    }
  }
}
