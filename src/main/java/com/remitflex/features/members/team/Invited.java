package com.remitflex.features.members.team;

import com.remitflex.features.members.people.Role;

/**
 * Someone who has opened an invitation.
 *
 * @param known whether there is a person with this address already, who has to sign in
 */
public record Invited(String email, Role role, String accountName, boolean known) {}
