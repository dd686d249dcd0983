package com.remitflex.features.members.team;

import com.remitflex.features.members.people.Link;
import com.remitflex.features.members.people.Member;
import com.remitflex.features.members.people.Membership;
import com.remitflex.features.members.people.Permission;
import com.remitflex.features.members.people.Role;
import com.remitflex.features.members.people.Session;
import com.remitflex.platform.errors.ApiError;
import com.remitflex.platform.errors.CheckReturnValue;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.errors.Result;
import com.remitflex.platform.ids.Environment;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;

/**
 * Who may change the members of an account. Every rule is applied to the members as they are under
 * the account's lock, so that a member who was just removed changes nothing.
 */
final class TeamRules {
  private TeamRules() {}

  /**
   * Makes a change with a role in the account of the session; rejects with VALIDATION_ERROR (role)
   * or NOT_FOUND.
   */
  @CheckReturnValue
  static <T> Result<T> withRole(
      Session session, String roleWord, BiFunction<Membership, Role, Result<T>> change) {
    Optional<Role> role = Role.find(roleWord);
    if (role.isEmpty()) {
      return Result.rejected(noRole());
    }
    return session
        .chosen()
        .map(membership -> change.apply(membership, role.get()))
        .orElseGet(() -> Result.rejected(notFound()));
  }

  /** INSUFFICIENT_PERMISSIONS, unless the person of the session has this permission. */
  static Optional<ApiError> require(List<Member> members, Session session, Permission permission) {
    boolean may =
        find(members, session.person().id())
            .filter(member -> member.role().may(permission, Environment.LIVE))
            .isPresent();
    return may
        ? Optional.empty()
        : Optional.of(
            ApiError.of(
                ErrorCode.INSUFFICIENT_PERMISSIONS,
                permission == Permission.MANAGE_OWNERS
                    ? "Only owners can add and remove owners."
                    : "Your role in this account does not allow this."));
  }

  /** INSUFFICIENT_PERMISSIONS, unless the person of the session may give someone this role. */
  static Optional<ApiError> requireMayGrant(List<Member> members, Session session, Role role) {
    return require(members, session, Permission.MANAGE_TEAM)
        .or(() ->
            role == Role.OWNER
                ? require(members, session, Permission.MANAGE_OWNERS)
                : Optional.empty());
  }

  /**
   * VALIDATION_ERROR (role) when nobody else could act as an owner. Only an owner whose address is
   * confirmed can.
   */
  static Optional<ApiError> requireAnotherOwner(List<Member> members, Member target) {
    boolean another =
        members.stream()
            .filter(member -> !member.person().id().equals(target.person().id()))
            .anyMatch(member -> member.role() == Role.OWNER && member.person().confirmed());
    return target.role() != Role.OWNER || another
        ? Optional.empty()
        : Optional.of(
            ApiError.at(
                "role",
                ErrorCode.VALIDATION_ERROR,
                "The account must have an owner whose address is confirmed. Make another such"
                    + " member an owner first."));
  }

  static Optional<Member> find(List<Member> members, String userId) {
    return members.stream().filter(member -> member.person().id().equals(userId)).findFirst();
  }

  /** Whether the sender of an invitation may still send it. */
  static boolean mayStillInvite(List<Member> members, Link.Into into) {
    return into.invitedBy()
        .flatMap(inviter -> find(members, inviter))
        .filter(inviter -> inviter.person().confirmed())
        .filter(inviter -> canInvite(inviter.role(), into.role()))
        .isPresent();
  }

  /** The roles to which a member of this role cannot invite. */
  static List<Role> notInvitableBy(Role inviter) {
    return Arrays.stream(Role.values()).filter(role -> !canInvite(inviter, role)).toList();
  }

  private static boolean canInvite(Role inviter, Role invited) {
    return inviter.may(Permission.MANAGE_TEAM, Environment.LIVE)
        && (invited != Role.OWNER || inviter.may(Permission.MANAGE_OWNERS, Environment.LIVE));
  }

  static ApiError notFound() {
    return ApiError.of(
        ErrorCode.NOT_FOUND, "This member or invitation does not exist or was removed.");
  }

  static ApiError noRole() {
    return ApiError.at("role", ErrorCode.VALIDATION_ERROR, "Choose a role.");
  }
}
