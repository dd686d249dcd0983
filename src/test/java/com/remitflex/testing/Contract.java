package com.remitflex.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.atlassian.oai.validator.OpenApiInteractionValidator;
import com.atlassian.oai.validator.model.Request;
import com.atlassian.oai.validator.model.SimpleResponse;
import com.atlassian.oai.validator.report.ValidationReport;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** The OpenAPI document of the server under test: every answer of an API test must be in it. */
final class Contract {
  private static volatile Contract contract;

  private final OpenApiInteractionValidator validator;
  private final List<Operation> operations = new ArrayList<>();

  private record Operation(String method, Pattern path) {}

  private Contract(String openApi) throws JsonProcessingException {
    validator = OpenApiInteractionValidator.createForInlineApiSpecification(openApi).build();
    new ObjectMapper()
        .readTree(openApi)
        .path("paths")
        .properties()
        .forEach(path ->
            path.getValue()
                .fieldNames()
                .forEachRemaining(method -> operations.add(operation(method, path.getKey()))));
  }

  private static Operation operation(String method, String template) {
    return new Operation(
        method.toUpperCase(Locale.ROOT),
        Pattern.compile(template.replaceAll("\\{[a-z_]+}", "[^/]+")));
  }

  /** Fails when the answer is not one that the document declares for its operation. */
  static void check(HttpResponse<String> response, String openApi) {
    Contract loaded = of(openApi);
    String method = response.request().method();
    String path = response.request().uri().getRawPath();
    // Matched here, since the library's own matching is laxer than the API's.
    if (loaded.operations.stream()
        .anyMatch(o -> o.method().equals(method) && o.path().matcher(path).matches())) {
      loaded.check(response, path, method);
    }
  }

  private void check(HttpResponse<String> response, String path, String method) {
    SimpleResponse.Builder answer = SimpleResponse.Builder.status(response.statusCode());
    response
        .headers()
        .map()
        .forEach((name, values) -> answer.withHeader(name, values.toArray(String[]::new)));
    ValidationReport report =
        validator.validateResponse(
            path, Request.Method.valueOf(method), answer.withBody(response.body()).build());
    List<String> faults =
        report.getMessages().stream()
            .map(message -> message.getKey() + ": " + message.getMessage())
            .toList();
    assertThat(faults)
        .as(
            "%s %s answered %s %s, against the OpenAPI document",
            method, response.request().uri(), response.statusCode(), response.body())
        .isEmpty();
  }

  /** Loading takes seconds: once a run, since every server of the tests has the same table. */
  private static synchronized Contract of(String openApi) {
    try {
      if (contract == null) {
        contract = new Contract(openApi);
      }
      return contract;
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
