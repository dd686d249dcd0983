package com.remitflex.features.members.team;

import com.remitflex.core.audit.AuditAction;
import com.remitflex.core.mail.Mail;
import com.remitflex.core.mail.MailText;
import com.remitflex.features.members.forms.FormCipher;
import com.remitflex.features.members.forms.FormSubmissions;
import com.remitflex.features.members.people.Invitation;
import com.remitflex.features.members.people.Link;
import com.remitflex.features.members.people.LinkStore;
import com.remitflex.features.members.people.LinkTokens;
import com.remitflex.features.members.people.Member;
import com.remitflex.features.members.people.MemberStore;
import com.remitflex.features.members.people.Membership;
import com.remitflex.features.members.people.PeopleAudit;
import com.remitflex.features.members.people.Permission;
import com.remitflex.features.members.people.Role;
import com.remitflex.features.members.people.Session;
import com.remitflex.features.members.signin.SignIn;
import com.remitflex.platform.access.Client;
import com.remitflex.platform.database.Database;
import com.remitflex.platform.errors.ApiError;
import com.remitflex.platform.errors.CheckReturnValue;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.errors.Result;
import com.remitflex.platform.ids.IdPrefix;
import com.remitflex.platform.json.Json;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Sends, lists and revokes invitations to an account. */
public final class Invitations {
  private static final Duration LIFE = Duration.ofDays(7);
  private static final int MAX_EMAIL = 254;
  private static final int MAX_PENDING = 100;

  /** The time to which the limits below apply. */
  private static final Duration A_DAY = Duration.ofDays(1);

  private static final long MAX_TO_ADDRESS_BY_ACCOUNT = 3;
  private static final long MAX_TO_ADDRESS = 10;
  private static final long MAX_BY_ACCOUNT = 100;

  private final Database database;
  private final LinkTokens links;
  private final PeopleAudit audit;

  public Invitations(Database database, LinkTokens links, PeopleAudit audit) {
    this.database = database;
    this.links = links;
    this.audit = audit;
  }

  /** The pending invitations of an account. */
  public List<Invitation> list(String accountId) {
    return database.with(handle -> LinkStore.invitations(handle, accountId));
  }

  /**
   * Invites someone by email and revokes earlier invitations of this address; rejects with
   * VALIDATION_ERROR (email, role), NOT_FOUND or INSUFFICIENT_PERMISSIONS.
   *
   * @param form shows the link, also if the process is killed before it responds
   * @return the link, which the inviter can also send in another way
   */
  @CheckReturnValue
  public Result<String> create(
      Session session, String email, String roleWord, Client client, FormCipher form) {
    String address = SignIn.address(email);
    if (address.length() > MAX_EMAIL || !Mail.isAddress(address)) {
      return Result.rejected(invalidEmail("This is not an email address."));
    }
    return TeamRules.withRole(
        session,
        roleWord,
        (membership, role) -> create(session, membership, address, role, client, form));
  }

  private Result<String> create(
      Session session,
      Membership membership,
      String address,
      Role role,
      Client client,
      FormCipher form) {
    String accountId = membership.accountId();
    return database.tryInTransaction(handle -> {
      Optional<ApiError> rejection = reject(handle, session, accountId, address, role);
      if (rejection.isPresent()) {
        return Result.rejected(rejection.get());
      }

      String id = IdPrefix.LINK.next();
      Link.Into into = new Link.Into(accountId, role, Optional.of(session.person().id()));
      LinkStore.create(handle, id, Link.Purpose.INVITATION, address, Optional.of(into), LIFE);
      send(handle, session, membership, address, role, id);
      append(handle, session, accountId, client, "member.invited", id, role);
      String link = links.address(Link.Purpose.INVITATION, id, address);
      FormSubmissions.recordMade(handle, form, List.of(link));
      return Result.ok(link);
    });
  }

  /**
   * All rejections that depend on the database, after which the earlier invitations are revoked.
   */
  private static Optional<ApiError> reject(
      Handle handle, Session session, String accountId, String address, Role role) {
    List<Member> members = MemberStore.lock(handle, accountId);
    Optional<ApiError> rejection =
        TeamRules.requireMayGrant(members, session, role)
            .or(() -> rejectMember(members, address))
            .or(() -> rejectTooMany(handle, accountId, address));
    if (rejection.isPresent()) {
      return rejection;
    }
    // They no longer count as pending; a rejection rolls this back.
    LinkStore.revokeInvitations(handle, accountId, address);
    return LinkStore.invitations(handle, accountId).size() >= MAX_PENDING
        ? Optional.of(
            invalidEmail("Too many invitations are pending. Revoke some, then try again."))
        : Optional.empty();
  }

  private static Optional<ApiError> rejectMember(List<Member> members, String address) {
    return members.stream().anyMatch(member -> member.person().email().equals(address))
        ? Optional.of(invalidEmail("This person is already a member."))
        : Optional.empty();
  }

  /** Prevents anyone from flooding a mailbox with invitations, from one account or from many. */
  private static Optional<ApiError> rejectTooMany(Handle handle, String accountId, String address) {
    LinkStore.lock(handle, address);
    LinkStore.Sent sent = LinkStore.invitationsSent(handle, accountId, address, A_DAY);
    if (sent.toAddressByAccount() >= MAX_TO_ADDRESS_BY_ACCOUNT
        || sent.toAddress() >= MAX_TO_ADDRESS) {
      return Optional.of(
          invalidEmail(
              "Too many invitations were sent to this address in the last 24 hours. Try again"
                  + " tomorrow."));
    }
    return sent.byAccount() >= MAX_BY_ACCOUNT
        ? Optional.of(
            invalidEmail(
                "This account has sent "
                    + MAX_BY_ACCOUNT
                    + " invitations in the last 24 hours. Try again tomorrow."))
        : Optional.empty();
  }

  private void send(
      Handle handle,
      Session session,
      Membership membership,
      String address,
      Role role,
      String linkId) {
    audit.send(
        handle,
        address,
        membership.accountId(),
        "You are invited to RemitFlex",
        """
        You are invited to an account on RemitFlex as %s. Open this link within a week:

        %s

        The person who invited you chose these names; RemitFlex has not checked them:

            Invited by: %s
            Account:    %s

        If you do not expect this invitation, ignore this message.
        """
            .formatted(
                role.word(),
                LinkTokens.placeholder(Link.Purpose.INVITATION, linkId),
                MailText.quoted(session.person().label()),
                MailText.quoted(membership.accountName())));
  }

  /** Revokes a pending invitation; rejects with NOT_FOUND or INSUFFICIENT_PERMISSIONS. */
  @CheckReturnValue
  public Result<Invitation> revoke(Session session, String invitationId, Client client) {
    Optional<Membership> membership = session.chosen();
    if (membership.isEmpty()) {
      return Result.rejected(TeamRules.notFound());
    }
    String accountId = membership.get().accountId();
    return database.tryInTransaction(handle -> {
      List<Member> members = MemberStore.lock(handle, accountId);
      Optional<ApiError> rejection = TeamRules.require(members, session, Permission.MANAGE_TEAM);
      if (rejection.isPresent()) {
        return Result.rejected(rejection.get());
      }
      Optional<Invitation> invitation =
          LinkStore.invitations(handle, accountId).stream()
              .filter(one -> one.id().equals(invitationId))
              .findFirst();
      if (invitation.isEmpty()) {
        return Result.rejected(TeamRules.notFound());
      }

      LinkStore.use(handle, invitationId);
      append(
          handle,
          session,
          accountId,
          client,
          "member.invitation_taken_back",
          invitationId,
          invitation.get().role());
      return Result.ok(invitation.get());
    });
  }

  private void append(
      Handle handle,
      Session session,
      String accountId,
      Client client,
      String action,
      String invitationId,
      Role role) {
    audit.append(
        handle,
        accountId,
        AuditAction.of(
            PeopleAudit.actor(session.person(), client),
            action,
            invitationId,
            Json.object().put("role", role.word())));
  }

  private static ApiError invalidEmail(String message) {
    return ApiError.at("email", ErrorCode.VALIDATION_ERROR, message);
  }
}
