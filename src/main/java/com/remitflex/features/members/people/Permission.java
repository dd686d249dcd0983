package com.remitflex.features.members.people;

/** A right of a member within an account; {@link Role#may} defines which role has it. */
public enum Permission {
  /** See everything in the account. */
  VIEW,
  /** Create and cancel payments, and move test money. */
  PAY,
  /** Approve or reject payments that are held for a compliance review. */
  REVIEW_PAYMENTS,
  /** Create, roll and revoke API keys, and manage webhook endpoints. */
  MANAGE_KEYS,
  /** Change the account's settings. */
  MANAGE_ACCOUNT,
  /** Invite and remove members, and change their roles. */
  MANAGE_TEAM,
  /** Add and remove owners. */
  MANAGE_OWNERS
}
