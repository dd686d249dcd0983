package com.remitflex.platform.http.api;

import com.remitflex.platform.errors.ErrorCode;
import java.util.List;
import java.util.Optional;

/**
 * What the reference says of a route.
 *
 * @param id name of the operation in generated clients
 * @param summary one line, as a heading
 * @param description what it does, in plain words
 * @param query parameters of the query string
 * @param request name of the body's schema
 * @param requestExample a body that works in a new sandbox account
 * @param status HTTP status of success
 * @param response name of the answer's schema
 * @param streams media types in which it answers beside JSON, when Accept names one
 * @param errors codes beyond those that every route can answer
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
   * @param example of one that is required; empty for one that is optional
   */
  public record Parameter(
      String name, String description, String schema, Optional<String> example) {
    /** An optional parameter. */
    public Parameter(String name, String description, String schema) {
      this(name, description, schema, Optional.empty());
    }

    public boolean isRequired() {
      return example.isPresent();
    }
  }

  /** An operation that answers 200 with this schema. */
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

  public Operation with(Parameter... parameters) {
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

  /** The operation with a body of this schema. */
  public Operation taking(String schema, String example) {
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

  /** The operation as one that creates: it answers 201. */
  public Operation creating() {
    return new Operation(
        id, summary, description, query, request, requestExample, 201, response, streams, errors);
  }

  public Operation refusing(ErrorCode... codes) {
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

  /** The operation as one that also answers in these media types, as a stream. */
  public Operation streaming(String... mediaTypes) {
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
