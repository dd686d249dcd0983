package com.remitflex.features.members.people;

import java.util.List;
import java.util.Optional;

/**
 * A page of the members of an account.
 *
 * @param total number of all members that the search finds
 * @param next ID of the member after whom the next page begins; absent on the last page
 */
public record MemberPage(List<Member> members, long total, Optional<String> next) {}
