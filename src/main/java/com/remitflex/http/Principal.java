package com.remitflex.http;

import com.remitflex.ids.Environment;

/** Who is calling: an accepted API key. */
public record Principal(String keyId, String accountId, Environment environment, Scope scope) {}
