package com.remitflex.testing;

/** Someone who can sign in, in a test. */
public record TestPerson(String id, String email, String password) {}
