package com.remitflex.features.activity.requests;

/**
 * What the history stores of a write or an error in addition.
 *
 * @param headers the request's headers, a JSON object
 * @param requestBody the beginning of the body, masked
 * @param responseBody the beginning of the body, masked
 */
public record RequestDetail(String headers, String requestBody, String responseBody) {}
