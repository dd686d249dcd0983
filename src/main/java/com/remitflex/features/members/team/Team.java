package com.remitflex.features.members.team;

import com.remitflex.core.audit.AuditAction;
import com.remitflex.core.mail.Mail;
import com.remitflex.core.mail.MailText;
import com.remitflex.features.members.people.Invitation;
import com.remitflex.features.members.people.Link;
import com.remitflex.features.members.people.LinkStore;
import com.remitflex.features.members.people.LinkTokens;
import com.remitflex.features.members.people.Member;
import com.remitflex.features.members.people.MemberStore;
import com.remitflex.features.members.people.Membership;
import com.remitflex.features.members.people.PeopleAudit;
import com.remitflex.features.members.people.Permission;
import com.remitflex.features.members.people.PersonStore;
import com.remitflex.features.members.people.Role;
import com.remitflex.features.members.people.Session;
import com.remitflex.features.members.signin.SignIn;
import com.remitflex.platform.access.Client;
import com.remitflex.platform.database.Database;
import com.remitflex.platform.errors.ApiError;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.ids.Environment;
import com.remitflex.platform.ids.IdPrefix;
import com.remitflex.platform.json.Json;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * The members of an account. Who may change them is decided under the account's lock, from the rows
 * as they are then: one who was removed a moment ago changes nothing any more.
 */
public final class Team {
  private static final Duration LIFE = Duration.ofDays(7);
  private static final int MOST_INVITATIONS = 100;

  /** Within this time so many mails are sent at most. */
  private static final Duration A_DAY = Duration.ofDays(1);

  private static final long MOST_TO_ADDRESS_BY_ACCOUNT = 3;
  private static final long MOST_TO_ADDRESS = 10;
  private static final long MOST_BY_ACCOUNT = 100;

  private final Database database;
  private final LinkTokens links;
  private final PeopleAudit diary;

  public Team(Database database, LinkTokens links, PeopleAudit diary) {
    this.database = database;
    this.links = links;
    this.diary = diary;
  }

  public List<Member> members(String accountId) {
    return database.with(handle -> MemberStore.list(handle, accountId));
  }

  /** What these persons are called, by their IDs; also of persons who have left the account. */
  public Map<String, String> labels(Collection<String> userIds) {
    return userIds.isEmpty()
        ? Map.of()
        : database.with(handle -> PersonStore.labels(handle, userIds));
  }

  /** The invitations that are not accepted yet. */
  public List<Invitation> invitations(String accountId) {
    return database.with(handle -> LinkStore.invitations(handle, accountId));
  }

  /**
   * Invites someone by e-mail; an earlier invitation of the same address ends. Answers the link,
   * for who wants to hand it over in another way.
   *
   * @throws com.remitflex.platform.errors.ApiException VALIDATION_ERROR (email, role),
   *     INSUFFICIENT_PERMISSIONS
   */
  public String invite(Session session, String email, String roleWord, Client client) {
    String address = SignIn.address(email);
    if (address.length() > 254 || !Mail.isAddress(address)) {
      throw fault("email", "This is not an e-mail address.");
    }
    Role role = role(roleWord);
    Membership membership = chosen(session);
    String accountId = membership.accountId();
    return database.inTransaction(handle -> {
      List<Member> members = MemberStore.lock(handle, accountId);
      require(members, session, Permission.MANAGE_TEAM);
      if (role == Role.OWNER) {
        require(members, session, Permission.MANAGE_OWNERS);
      }
      if (members.stream().anyMatch(member -> member.person().email().equals(address))) {
        throw fault("email", "This person is a member already.");
      }
      requireFewInvitations(handle, accountId, address);
      LinkStore.endInvitations(handle, accountId, address);
      if (LinkStore.invitations(handle, accountId).size() >= MOST_INVITATIONS) {
        throw fault("email", "Too many invitations wait. Take some back first.");
      }
      String id = IdPrefix.LINK.next();
      LinkStore.create(
          handle,
          id,
          Link.Purpose.INVITATION,
          address,
          Optional.of(new Link.Into(accountId, role, Optional.of(session.person().id()))),
          LIFE);
      diary.send(
          handle,
          address,
          accountId,
          "You are invited to RemitFlex",
          """
          You are invited to an account on RemitFlex as %s. Open this link within a week:

          %s

          The person who invited you chose these names; RemitFlex has not checked them:

              Invited by: %s
              Account:    %s

          If you do not expect this invitation, there is nothing to do.
          """
              .formatted(
                  role.word(),
                  LinkTokens.mark(Link.Purpose.INVITATION, id),
                  MailText.quoted(session.person().label()),
                  MailText.quoted(membership.accountName())));
      write(handle, session, client, "member.invited", id, role);
      return links.address(Link.Purpose.INVITATION, id, address);
    });
  }

  /** Nobody can fill a mail box by inviting, neither from one account nor from many. */
  private static void requireFewInvitations(Handle handle, String accountId, String address) {
    LinkStore.lock(handle, address);
    LinkStore.Sent sent = LinkStore.invitationsSent(handle, accountId, address, A_DAY);
    if (sent.toAddressByAccount() >= MOST_TO_ADDRESS_BY_ACCOUNT
        || sent.toAddress() >= MOST_TO_ADDRESS) {
      throw fault(
          "email",
          "Too many invitations were sent to this address in the last 24 hours. Try again"
              + " tomorrow.");
    }
    if (sent.byAccount() >= MOST_BY_ACCOUNT) {
      throw fault(
          "email",
          "This account has sent "
              + MOST_BY_ACCOUNT
              + " invitations in the last 24 hours. Try again tomorrow.");
    }
  }

  /**
   * Takes an invitation back.
   *
   * @throws com.remitflex.platform.errors.ApiException NOT_FOUND, INSUFFICIENT_PERMISSIONS
   */
  public void takeBack(Session session, String invitationId, Client client) {
    String accountId = chosen(session).accountId();
    database.inTransaction(handle -> {
      List<Member> members = MemberStore.lock(handle, accountId);
      require(members, session, Permission.MANAGE_TEAM);
      Invitation invitation =
          LinkStore.invitations(handle, accountId).stream()
              .filter(one -> one.id().equals(invitationId))
              .findFirst()
              .orElseThrow(Team::notFound);
      LinkStore.use(handle, invitation.id());
      write(
          handle,
          session,
          client,
          "member.invitation_taken_back",
          invitation.id(),
          invitation.role());
      return invitation;
    });
  }

  /**
   * Gives a member another role.
   *
   * @throws com.remitflex.platform.errors.ApiException NOT_FOUND, INSUFFICIENT_PERMISSIONS,
   *     VALIDATION_ERROR (role)
   */
  public void changeRole(Session session, String userId, String roleWord, Client client) {
    Role role = role(roleWord);
    String accountId = chosen(session).accountId();
    database.inTransaction(handle -> {
      List<Member> members = MemberStore.lock(handle, accountId);
      Member target = target(members, session, userId);
      if (role == Role.OWNER) {
        require(members, session, Permission.MANAGE_OWNERS);
      }
      if (role != Role.OWNER) {
        requireAnotherOwner(members, target);
      }
      MemberStore.setRole(handle, accountId, userId, role);
      LinkStore.endInvitationsBy(handle, accountId, userId, notInvitableBy(role));
      write(handle, session, client, "member.role_changed", userId, role);
      return target;
    });
  }

  /**
   * Removes a member, with the invitations that the member has sent.
   *
   * @throws com.remitflex.platform.errors.ApiException NOT_FOUND, INSUFFICIENT_PERMISSIONS,
   *     VALIDATION_ERROR (role)
   */
  public void remove(Session session, String userId, Client client) {
    String accountId = chosen(session).accountId();
    database.inTransaction(handle -> {
      List<Member> members = MemberStore.lock(handle, accountId);
      Member target = target(members, session, userId);
      requireAnotherOwner(members, target);
      MemberStore.remove(handle, accountId, userId);
      LinkStore.endInvitationsBy(handle, accountId, userId, List.of(Role.values()));
      write(handle, session, client, "member.removed", userId, target.role());
      return target;
    });
  }

  /** The member to be changed, by one who may change such a member. */
  private static Member target(List<Member> members, Session session, String userId) {
    require(members, session, Permission.MANAGE_TEAM);
    Member target = find(members, userId).orElseThrow(Team::notFound);
    if (target.role() == Role.OWNER) {
      require(members, session, Permission.MANAGE_OWNERS);
    }
    return target;
  }

  /** One who has not proved the address cannot act, and so is no owner to rely on. */
  private static void requireAnotherOwner(List<Member> members, Member target) {
    boolean another =
        members.stream()
            .filter(member -> !member.person().id().equals(target.person().id()))
            .anyMatch(member -> member.role() == Role.OWNER && member.person().confirmed());
    if (target.role() == Role.OWNER && !another) {
      throw fault(
          "role",
          "The account would have no owner any more. Make someone else an owner first, whose"
              + " address is confirmed.");
    }
  }

  /** Whether whoever has sent an invitation may still send it. */
  static boolean mayInvite(List<Member> members, Link.Into into) {
    return into.invitedBy()
        .flatMap(inviter -> find(members, inviter))
        .filter(inviter -> inviter.person().confirmed())
        .filter(inviter -> canInvite(inviter.role(), into.role()))
        .isPresent();
  }

  private static boolean canInvite(Role inviter, Role invited) {
    return inviter.may(Permission.MANAGE_TEAM, Environment.LIVE)
        && (invited != Role.OWNER || inviter.may(Permission.MANAGE_OWNERS, Environment.LIVE));
  }

  private static List<Role> notInvitableBy(Role inviter) {
    return Arrays.stream(Role.values()).filter(role -> !canInvite(inviter, role)).toList();
  }

  private static void require(List<Member> members, Session session, Permission permission) {
    boolean may =
        find(members, session.person().id())
            .filter(member -> member.role().may(permission, Environment.LIVE))
            .isPresent();
    if (!may) {
      throw ApiError.of(
              ErrorCode.INSUFFICIENT_PERMISSIONS,
              permission == Permission.MANAGE_OWNERS
                  ? "Only an owner makes and removes owners."
                  : "Your role in this account does not allow this.")
          .exception();
    }
  }

  private static Optional<Member> find(List<Member> members, String userId) {
    return members.stream().filter(member -> member.person().id().equals(userId)).findFirst();
  }

  private void write(
      Handle handle, Session session, Client client, String action, String subject, Role role) {
    diary.write(
        handle,
        chosen(session).accountId(),
        AuditAction.of(
            PeopleAudit.actor(session.person(), client),
            action,
            subject,
            Json.object().put("role", role.word())));
  }

  private static Membership chosen(Session session) {
    return session.chosen().orElseThrow(Team::notFound);
  }

  private static Role role(String word) {
    return Role.find(word).orElseThrow(() -> fault("role", "Choose a role."));
  }

  private static RuntimeException notFound() {
    return ApiError.of(ErrorCode.NOT_FOUND, "There is no such member or invitation any more.")
        .exception();
  }

  private static RuntimeException fault(String field, String message) {
    return ApiError.at(field, ErrorCode.VALIDATION_ERROR, message).exception();
  }
}
