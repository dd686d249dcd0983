package com.remitflex.features.activity.audit;

import java.util.Set;

/** The actions that the audit log records. The filter rejects others, which no entry can have. */
public final class AuditActions {
  public static final Set<String> NAMES =
      Set.of(
          "account.changed",
          "account.created",
          "account.verified",
          "api_key.alerts_changed",
          "api_key.created",
          "api_key.expiring",
          "api_key.grace_ended",
          "api_key.grace_started",
          "api_key.revoked",
          "api_key.rolled",
          "deposit.held",
          "deposit.kept",
          "deposit.released",
          "member.invitation_taken_back",
          "member.invited",
          "member.joined",
          "member.removed",
          "member.role_changed",
          "operator.added",
          "operator.enrolled",
          "operator.removed",
          "payment.payout_cancelled",
          "payment.payout_sped_up",
          "payment.review_approved",
          "payment.review_rejected",
          "rail.paused",
          "rail.resumed",
          "user.address_confirmed",
          "user.address_confirmed_by_operator",
          "user.passkey_added",
          "user.passkey_refused",
          "user.passkey_removed",
          "user.password_changed",
          "user.password_reset",
          "user.recovery_codes_renewed",
          "user.reset_by_operator",
          "user.second_factor_added",
          "user.second_factor_removed",
          "user.session_revoked",
          "user.sign_in_failed",
          "user.sign_in_locked",
          "user.signed_in",
          "user.signed_out",
          "user.signed_out_everywhere",
          "webhook_endpoint.changed",
          "webhook_endpoint.created",
          "webhook_endpoint.deleted",
          "webhook_endpoint.disabled",
          "webhook_endpoint.replayed",
          "webhook_endpoint.secret_revealed",
          "webhook_endpoint.secret_rotated");

  private AuditActions() {}
}
