package com.remitflex.features.members.people;

/** Something that not every member of an account may do; {@link Role#may} says who may. */
public enum Permission {
  /** See everything of the account. */
  VIEW,
  /** Create and cancel payments, and move test money. */
  PAY,
  /** Approve or reject payments that are held for a compliance review. */
  REVIEW_PAYMENTS,
  /** Create, roll and revoke API keys. */
  MANAGE_KEYS,
  /** Change the account's settings. */
  MANAGE_ACCOUNT,
  /** Invite and remove members, and change their roles. */
  MANAGE_TEAM,
  /** Make and unmake owners. */
  MANAGE_OWNERS
}
