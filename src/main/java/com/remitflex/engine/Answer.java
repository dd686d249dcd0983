package com.remitflex.engine;

/**
 * What a command that took effect answers.
 *
 * @param status HTTP status
 * @param json the response body
 * @param resourceId id of what it made or changed
 */
public record Answer(int status, String json, String resourceId) {}
