package com.remitflex.http;

import com.remitflex.ids.Environment;

/** A key, and whose it is: in whose history a request stands. */
public record KeyOwner(String keyId, String accountId, Environment environment) {}
