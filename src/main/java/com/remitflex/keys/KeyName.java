package com.remitflex.keys;

import com.remitflex.accounts.HeadId;

/** The name of a key within its account and environment. */
public record KeyName(HeadId head, String name) {}
