package com.remitflex.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.atlassian.oai.validator.OpenApiInteractionValidator;
import com.atlassian.oai.validator.model.Request;
import com.atlassian.oai.validator.model.SimpleResponse;
import com.atlassian.oai.validator.report.ValidationReport;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Set;

/** The OpenAPI document of the server under test: every answer of an API test must be in it. */
final class Contract {
  /** An address or a method that the document does not have: the API's own 404, 405 or 401. */
  private static final Set<String> NOT_IN_THE_DOCUMENT =
      Set.of("validation.request.path.missing", "validation.request.operation.notAllowed");

  private static volatile OpenApiInteractionValidator validator;

  private Contract() {}

  /** Fails when the answer is not one that the document declares. */
  static void check(HttpResponse<String> response, String openApi) {
    SimpleResponse.Builder answer = SimpleResponse.Builder.status(response.statusCode());
    response
        .headers()
        .map()
        .forEach((name, values) -> answer.withHeader(name, values.toArray(String[]::new)));
    ValidationReport report =
        validator(openApi)
            .validateResponse(
                response.request().uri().getRawPath(),
                Request.Method.valueOf(response.request().method()),
                answer.withBody(response.body()).build());
    List<String> faults =
        report.getMessages().stream()
            .filter(message -> !NOT_IN_THE_DOCUMENT.contains(message.getKey()))
            .map(message -> message.getKey() + ": " + message.getMessage())
            .toList();
    assertThat(faults)
        .as(
            "%s %s answered %s %s, against the OpenAPI document",
            response.request().method(),
            response.request().uri(),
            response.statusCode(),
            response.body())
        .isEmpty();
  }

  /** Loading takes seconds: once a run, since every server of the tests has the same table. */
  private static synchronized OpenApiInteractionValidator validator(String openApi) {
    if (validator == null) {
      validator =
          OpenApiInteractionValidator.createForInlineApiSpecification(openApi).build();
    }
    return validator;
  }
}
