package com.remitflex.platform.http.api;

import com.remitflex.platform.http.api.Operation.Parameter;

/** The query parameters that every list of the API takes. */
public final class ListParameters {
  public static final Parameter LIMIT =
      new Parameter(
          "limit",
          "Maximum number of items per page.",
          "{\"type\": \"integer\", \"minimum\": 1, \"maximum\": 100, \"default\": 20}");

  public static final Parameter ORDER =
      new Parameter(
          "order",
          "By time of creation: `desc` for newest first, `asc` for oldest first.",
          "{\"type\": \"string\", \"enum\": [\"desc\", \"asc\"], \"default\": \"desc\"}");

  public static final Parameter CURSOR =
      Parameter.text(
          "cursor",
          "Where to continue: `pagination.cursor` of the previous page, with the same filters.");

  private ListParameters() {}
}
