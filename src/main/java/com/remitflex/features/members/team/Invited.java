package com.remitflex.features.members.team;

import com.remitflex.features.members.people.Role;

/**
 * A valid invitation, as the invited person sees it.
 *
 * @param known whether a login with this address exists, with which the person must sign in
 */
public record Invited(String email, Role role, String accountName, boolean known) {}
