package com.remitflex.web.dashboard.forms;

import java.util.Optional;

/**
 * A form as a browser has submitted it.
 *
 * @param fields the names and values
 * @param fingerprint of the form's address and fields
 * @param cookieHash of the cookie that came with the form
 * @param sessionId of the session that submitted it; absent before sign-in
 */
public record SubmittedForm(
    FormToken token,
    Form fields,
    byte[] fingerprint,
    byte[] cookieHash,
    Optional<String> sessionId) {}
