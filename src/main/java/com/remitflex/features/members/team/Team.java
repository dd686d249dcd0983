package com.remitflex.features.members.team;

import com.remitflex.core.audit.AuditAction;
import com.remitflex.features.members.people.LinkStore;
import com.remitflex.features.members.people.Member;
import com.remitflex.features.members.people.MemberPage;
import com.remitflex.features.members.people.MemberStore;
import com.remitflex.features.members.people.Membership;
import com.remitflex.features.members.people.PeopleAudit;
import com.remitflex.features.members.people.Permission;
import com.remitflex.features.members.people.PersonStore;
import com.remitflex.features.members.people.Role;
import com.remitflex.features.members.people.Session;
import com.remitflex.platform.access.Client;
import com.remitflex.platform.database.Database;
import com.remitflex.platform.errors.ApiError;
import com.remitflex.platform.errors.CheckReturnValue;
import com.remitflex.platform.errors.Result;
import com.remitflex.platform.json.Json;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** The members of an account and their roles. */
public final class Team {
  private static final int PAGE_SIZE = 25;

  private final Database database;
  private final PeopleAudit audit;

  public Team(Database database, PeopleAudit audit) {
    this.database = database;
    this.audit = audit;
  }

  /**
   * A page of the members.
   *
   * @param text part of their names or addresses; empty: all members
   * @param after where the page before has ended; absent: the first page
   */
  public MemberPage members(String accountId, String text, Optional<String> after) {
    return database.with(handle -> MemberStore.page(handle, accountId, text, after, PAGE_SIZE));
  }

  /** The names of these persons by their IDs, including persons who have left the account. */
  public Map<String, String> labels(Collection<String> userIds) {
    return userIds.isEmpty()
        ? Map.of()
        : database.with(handle -> PersonStore.labels(handle, userIds));
  }

  /**
   * Changes the role of a member; rejects with VALIDATION_ERROR (role), NOT_FOUND or
   * INSUFFICIENT_PERMISSIONS.
   */
  @CheckReturnValue
  public Result<Member> changeRole(Session session, String userId, String roleWord, Client client) {
    return TeamRules.withRole(
        session,
        roleWord,
        (membership, role) ->
            database.tryInTransaction(handle ->
                changeRole(handle, session, membership.accountId(), userId, role)
                    .map(target -> {
                      append(handle, session, client, "member.role_changed", target, role);
                      return target;
                    })));
  }

  private static Result<Member> changeRole(
      Handle handle, Session session, String accountId, String userId, Role role) {
    List<Member> members = MemberStore.lock(handle, accountId);
    return target(members, session, userId)
        .flatMap(target -> {
          Optional<ApiError> rejection =
              role == Role.OWNER
                  ? TeamRules.require(members, session, Permission.MANAGE_OWNERS)
                  : TeamRules.requireAnotherOwner(members, target);
          if (rejection.isPresent()) {
            return Result.rejected(rejection.get());
          }

          MemberStore.setRole(handle, accountId, userId, role);
          LinkStore.revokeInvitationsBy(handle, accountId, userId, TeamRules.notInvitableBy(role));
          return Result.ok(target);
        });
  }

  /**
   * Removes a member and revokes the invitations that the member has sent; rejects with NOT_FOUND,
   * INSUFFICIENT_PERMISSIONS or VALIDATION_ERROR (role).
   */
  @CheckReturnValue
  public Result<Member> remove(Session session, String userId, Client client) {
    Optional<Membership> membership = session.chosen();
    if (membership.isEmpty()) {
      return Result.rejected(TeamRules.notFound());
    }
    String accountId = membership.get().accountId();
    return database.tryInTransaction(handle -> {
      List<Member> members = MemberStore.lock(handle, accountId);
      return target(members, session, userId)
          .flatMap(target -> {
            Optional<ApiError> rejection = TeamRules.requireAnotherOwner(members, target);
            if (rejection.isPresent()) {
              return Result.rejected(rejection.get());
            }

            MemberStore.remove(handle, accountId, userId);
            LinkStore.revokeInvitationsBy(handle, accountId, userId, List.of(Role.values()));
            append(handle, session, client, "member.removed", target, target.role());
            return Result.ok(target);
          });
    });
  }

  /** The member to be changed, if the person of the session may change such a member. */
  private static Result<Member> target(List<Member> members, Session session, String userId) {
    Optional<ApiError> rejection = TeamRules.require(members, session, Permission.MANAGE_TEAM);
    if (rejection.isPresent()) {
      return Result.rejected(rejection.get());
    }
    Optional<Member> target = TeamRules.find(members, userId);
    if (target.isEmpty()) {
      return Result.rejected(TeamRules.notFound());
    }
    Optional<ApiError> missing = TeamRules.requireMayGrant(members, session, target.get().role());
    return missing.isPresent() ? Result.rejected(missing.get()) : Result.ok(target.get());
  }

  private void append(
      Handle handle, Session session, Client client, String action, Member target, Role role) {
    audit.append(
        handle,
        session.chosen().orElseThrow().accountId(),
        AuditAction.of(
            PeopleAudit.actor(session.person(), client),
            action,
            target.person().id(),
            Json.object().put("role", role.word())));
  }
}
