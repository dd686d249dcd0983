package com.remitflex.people;

/**
 * Someone who has opened an invitation.
 *
 * @param known whether there is a person with this address already, who has to sign in
 */
public record Invited(String email, Role role, String accountName, boolean known) {}
