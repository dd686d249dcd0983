package com.remitflex.testing;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import com.atlassian.oai.validator.OpenApiInteractionValidator;
import com.atlassian.oai.validator.model.Request;
import com.atlassian.oai.validator.model.SimpleResponse;
import com.atlassian.oai.validator.report.ValidationReport;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;

/** The OpenAPI document of the server under test: every answer of an API test must be in it. */
final class Contract {
  private static final int CHECKED_IN_A_FAST_RUN = 10;

  /** How many answers of each kind there were: of a method, a path and a status. */
  private static final Map<String, AtomicInteger> CHECKED = new ConcurrentHashMap<>();

  private static volatile Contract contract;

  private final OpenApiInteractionValidator validator;
  private final JsonNode document;
  private final List<Operation> operations = new ArrayList<>();
  private final Map<String, Headers> headers = new ConcurrentHashMap<>();

  /** Headers that carry any response, and say nothing about this one. */
  private static final Set<String> TRANSPORT =
      Set.of(
          "date",
          "content-type",
          "content-length",
          "content-security-policy",
          "cache-control",
          "connection",
          "strict-transport-security",
          "transfer-encoding",
          "x-content-type-options");

  /** An operation with its responses, by status. */
  private record Operation(String method, Pattern path, JsonNode responses) {
    boolean fits(String otherMethod, String otherPath) {
      return method.equals(otherMethod) && path.matcher(otherPath).matches();
    }
  }

  /** The headers that a response may have, and those of them that it must have. */
  private record Headers(Set<String> declared, Set<String> required) {}

  private Contract(String openApi) throws JsonProcessingException {
    validator = OpenApiInteractionValidator.createForInlineApiSpecification(openApi).build();
    document = new ObjectMapper().readTree(openApi);
    document
        .path("paths")
        .properties()
        .forEach(path ->
            path.getValue()
                .properties()
                .forEach(operation ->
                    operations.add(
                        new Operation(
                            operation.getKey().toUpperCase(Locale.ROOT),
                            Pattern.compile(path.getKey().replaceAll("\\{[a-z_]+}", "[^/]+")),
                            operation.getValue().path("responses")))));
  }

  /** Fails when the answer is not one that the document declares for its operation. */
  static void check(HttpResponse<String> response, String openApi) {
    Contract loaded = of(openApi);
    String method = response.request().method();
    String path = response.request().uri().getRawPath();
    // Matched here, since the library's own matching is laxer than the API's.
    List<Operation> operations =
        loaded.operations.stream().filter(one -> one.fits(method, path)).toList();
    if (!operations.isEmpty() && isDue(operations, response.statusCode())) {
      loaded.check(response, path, method);
      loaded.checkHeaders(response, operations);
    }
  }

  /** A fast run looks only at the first answers of each kind. */
  private static boolean isDue(List<Operation> operations, int status) {
    return !Seeded.isFast()
        || CHECKED
                .computeIfAbsent(kind(operations, status), any -> new AtomicInteger())
                .getAndIncrement()
            < CHECKED_IN_A_FAST_RUN;
  }

  private static String kind(List<Operation> operations, int status) {
    return status + operations.stream().map(one -> one.method() + one.path()).collect(joining());
  }

  /** Which headers there are: the library looks at the values of those that are declared. */
  private void checkHeaders(HttpResponse<String> response, List<Operation> operations) {
    Headers expected =
        headers.computeIfAbsent(
            kind(operations, response.statusCode()),
            any -> headers(operations, response.statusCode()));
    Set<String> sent = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    sent.addAll(response.headers().map().keySet());
    sent.removeIf(name -> name.startsWith(":") || TRANSPORT.contains(name));
    if (!expected.declared().containsAll(sent) || !sent.containsAll(expected.required())) {
      throw new AssertionError(
          "%s %s answered %s with the headers %s, against the OpenAPI document, which has %s"
              .formatted(
                  response.request().method(),
                  response.request().uri(),
                  response.statusCode(),
                  sent,
                  expected));
    }
  }

  private Headers headers(List<Operation> operations, int status) {
    Set<String> declared = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    Set<String> required = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    for (Operation operation : operations) {
      operation
          .responses()
          .path(Integer.toString(status))
          .path("headers")
          .properties()
          .forEach(header -> {
            declared.add(header.getKey());
            String component = header.getValue().path("$ref").asText().substring(1);
            if (document.at(component).path("required").asBoolean()) {
              required.add(header.getKey());
            }
          });
    }
    return new Headers(declared, required);
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
