package com.remitflex.features.activity.requests;

/**
 * What more is kept of a write or an error.
 *
 * @param headers as a JSON object
 * @param requestBody its beginning, masked
 * @param responseBody its beginning, masked
 */
public record RequestDetail(String headers, String requestBody, String responseBody) {}
