package com.remitflex.platform.http.api;

import com.remitflex.platform.errors.ErrorCode;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The documentation of a route.
 *
 * @param id name of the operation in generated clients
 * @param summary the heading, one line
 * @param description what the operation does, in plain words
 * @param query parameters of the query string
 * @param request name of the request body's schema
 * @param requestExample a request body that works in a new sandbox account
 * @param status HTTP status of success
 * @param response name of the response body's schema
 * @param streams media types in which it can respond besides JSON, chosen by Accept
 * @param errors codes beyond those that every route can respond with
 */
public record Operation(
    String id,
    String summary,
    String description,
    List<Parameter> query,
    Optional<String> request,
    Optional<String> requestExample,
    int status,
    String response,
    List<String> streams,
    List<ErrorCode> errors) {

  /**
   * A parameter of the query string.
   *
   * @param schema its JSON schema
   * @param example a value, for a required parameter; empty for an optional one
   */
  public record Parameter(
      String name, String description, String schema, Optional<String> example) {
    /** An optional parameter. */
    public Parameter(String name, String description, String schema) {
      this(name, description, schema, Optional.empty());
    }

    /** An optional parameter that is any text. */
    public static Parameter text(String name, String description) {
      return new Parameter(name, description, "{\"type\": \"string\"}");
    }

    public boolean isRequired() {
      return example.isPresent();
    }
  }

  /** The parameters of every list. */
  private static final List<Parameter> PAGES =
      List.of(
          new Parameter(
              "limit",
              "Maximum number of items per page.",
              "{\"type\": \"integer\", \"minimum\": 1, \"maximum\": 100, \"default\": 20}"),
          new Parameter(
              "order",
              "By time of creation: `desc` for newest first, `asc` for oldest first.",
              "{\"type\": \"string\", \"enum\": [\"desc\", \"asc\"], \"default\": \"desc\"}"),
          Parameter.text(
              "cursor",
              "Where to continue: `pagination.cursor` of the previous page, with the same"
                  + " filters."));

  /** An operation without parameters or body that responds with 200 and this schema. */
  public static Operation of(String id, String summary, String description, String response) {
    return new Operation(
        id,
        summary,
        description,
        List.of(),
        Optional.empty(),
        Optional.empty(),
        200,
        response,
        List.of(),
        List.of());
  }

  public Operation withQuery(Parameter... parameters) {
    return new Operation(
        id,
        summary,
        description,
        List.of(parameters),
        request,
        requestExample,
        status,
        response,
        streams,
        errors);
  }

  /** The operation of a list: it takes `limit`, `order`, `cursor` and these filters. */
  public Operation withPages(Parameter... filters) {
    return withQuery(Stream.concat(PAGES.stream(), Stream.of(filters)).toArray(Parameter[]::new));
  }

  /** The operation with a request body of this schema. */
  public Operation withBody(String schema, String example) {
    return new Operation(
        id,
        summary,
        description,
        query,
        Optional.of(schema),
        Optional.of(example),
        status,
        response,
        streams,
        errors);
  }

  /** The operation with 201 Created as its status of success. */
  public Operation created() {
    return new Operation(
        id, summary, description, query, request, requestExample, 201, response, streams, errors);
  }

  /** The operation with these codes beyond those that every route can respond with. */
  public Operation withErrors(ErrorCode... codes) {
    return new Operation(
        id,
        summary,
        description,
        query,
        request,
        requestExample,
        status,
        response,
        streams,
        List.of(codes));
  }

  /** The operation that can also respond with a stream of one of these media types. */
  public Operation withStreams(String... mediaTypes) {
    return new Operation(
        id,
        summary,
        description,
        query,
        request,
        requestExample,
        status,
        response,
        List.of(mediaTypes),
        errors);
  }
}
