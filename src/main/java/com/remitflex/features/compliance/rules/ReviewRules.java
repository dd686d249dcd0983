package com.remitflex.features.compliance.rules;

import com.remitflex.core.audit.AuditAction;
import com.remitflex.core.audit.AuditTrail;
import com.remitflex.platform.access.Actor;
import com.remitflex.platform.database.Database;
import com.remitflex.platform.errors.ApiError;
import com.remitflex.platform.errors.CheckReturnValue;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.errors.Result;
import com.remitflex.platform.ids.Environment;
import com.remitflex.platform.jobs.Recent;
import com.remitflex.platform.secrets.KeyHasher;
import com.remitflex.platform.secrets.PepperMac;
import com.remitflex.platform.text.ApiKeyText;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * The rules that hold payments for review, as the operator has set them. A change holds on every
 * node within a second, and is in the audit log.
 */
public final class ReviewRules {
  /** How old the rules may be by which a worker decides. */
  private static final Duration MAX_AGE = Duration.ofMillis(500);

  public static final int MAX_REASON = 300;
  private static final int MAX_RULES = 100;
  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9_-]{0,39}");

  private final Database database;
  private final AuditTrail trail;
  private final Recent<RuleSet> recent;

  public ReviewRules(Database database, AuditTrail trail) {
    this.database = database;
    this.trail = trail;
    this.recent = new Recent<>(this::all, MAX_AGE);
  }

  /** The rules, read from the database. */
  public RuleSet all() {
    return database.with(handle -> RuleStore.read(handle).rules(handle.getConfig(PepperMac.class)));
  }

  /** The rules by which payments are decided now. */
  public RuleSet current() {
    return recent.get();
  }

  /** Adds a rule, which is active; rejects with VALIDATION_ERROR (name, reason). */
  @CheckReturnValue
  public Result<ReviewRule> add(
      Environment environment, String name, Condition condition, String reason, Actor by) {
    return checkedName(name)
        .flatMap(called -> checkedReason(reason))
        .flatMap(why ->
            changed(handle ->
                add(handle, new ReviewRule(environment, name, condition, true, why), by)));
  }

  private Result<ReviewRule> add(Handle handle, ReviewRule rule, Actor by) {
    StoredRules stored = RuleStore.lock(handle);
    RuleSet before = stored.rules(handle.getConfig(PepperMac.class));
    if (before.find(rule.environment(), rule.name()).isPresent()) {
      return Result.rejected(
          "name",
          ErrorCode.VALIDATION_ERROR,
          "A rule with this name exists in "
              + rule.environment().word()
              + ". Choose another name, or change that rule.");
    }
    if (before.rules().size() >= MAX_RULES) {
      return Result.rejected(
          "name", ErrorCode.VALIDATION_ERROR, "There are at most " + MAX_RULES + " rules.");
    }
    record(handle, stored, before.with(rule), "review_rule.added", rule, by);
    return Result.ok(rule);
  }

  /** Replaces the condition of a rule; rejects with NOT_FOUND or VALIDATION_ERROR (reason). */
  @CheckReturnValue
  public Result<ReviewRule> change(
      Environment environment, String name, Condition condition, String reason, Actor by) {
    return update(
        environment,
        name,
        reason,
        "review_rule.changed",
        by,
        rule -> new ReviewRule(environment, name, condition, rule.active(), rule.reason()));
  }

  /** Disables a rule; rejects with NOT_FOUND or VALIDATION_ERROR (reason). */
  @CheckReturnValue
  public Result<ReviewRule> disable(Environment environment, String name, String reason, Actor by) {
    return update(
        environment,
        name,
        reason,
        "review_rule.disabled",
        by,
        rule -> rule.with(false, rule.reason()));
  }

  /** Activates a disabled rule; rejects with NOT_FOUND or VALIDATION_ERROR (reason). */
  @CheckReturnValue
  public Result<ReviewRule> enable(Environment environment, String name, String reason, Actor by) {
    return update(
        environment,
        name,
        reason,
        "review_rule.enabled",
        by,
        rule -> rule.with(true, rule.reason()));
  }

  private Result<ReviewRule> update(
      Environment environment,
      String name,
      String reason,
      String action,
      Actor by,
      UnaryOperator<ReviewRule> change) {
    return checkedReason(reason)
        .flatMap(why ->
            changed(handle -> {
              StoredRules stored = RuleStore.lock(handle);
              RuleSet before = stored.rules(handle.getConfig(PepperMac.class));
              Optional<ReviewRule> found = before.find(environment, name);
              if (found.isEmpty()) {
                return Result.rejected(
                    ErrorCode.NOT_FOUND,
                    "No rule with this name exists in " + environment.word() + ".");
              }
              ReviewRule after = change.apply(found.get());
              ReviewRule rule = after.with(after.active(), why);
              record(handle, stored, before.with(rule), action, rule, by);
              return Result.ok(rule);
            }));
  }

  /** This node acts on the change immediately, the others when they read the rules again. */
  private <T> T changed(Function<Handle, T> change) {
    T outcome = database.inTransaction(change);
    recent.renew();
    return outcome;
  }

  private void record(
      Handle handle, StoredRules stored, RuleSet after, String action, ReviewRule rule, Actor by) {
    long version = stored.nextVersion();
    RuleStore.write(handle, version, after);
    if (rule.active() && rule.condition() instanceof Condition.NewRecipient) {
      ReceiverStore.addPaid(handle, rule.environment());
    }
    trail.append(
        handle,
        AuditTrail.PLATFORM,
        AuditAction.of(by, action, RuleStore.SUBJECT, RuleJson.details(rule, version, after)));
  }

  private static Result<String> checkedName(String name) {
    return NAME.matcher(name).matches()
        ? Result.ok(name)
        : Result.rejected(
            "name",
            ErrorCode.VALIDATION_ERROR,
            "Must be 1 to 40 lower-case letters, digits, hyphens and underscores, and begin with a"
                + " letter or digit, for example large-payments.");
  }

  /** The reason as it is stored; it is required, because it is all that others learn. */
  private static Result<String> checkedReason(String reason) {
    String text = ApiKeyText.mask(reason.strip().replaceAll("\\p{Cntrl}", " "));
    if (text.isEmpty() || text.length() > MAX_REASON) {
      return Result.rejected(
          ApiError.at(
              "reason",
              ErrorCode.VALIDATION_ERROR,
              "Enter a reason of 1 to " + MAX_REASON + " characters."));
    }
    return Result.ok(text);
  }

  /** How the stored rules and what they count were changed by something else, for `doctor`. */
  public static List<String> violations(Handle handle) {
    List<String> found = new ArrayList<>(changedRules(handle));
    found.addAll(VelocityStore.SIGNED.violations(handle));
    found.addAll(ReceiverStore.SIGNED.violations(handle));
    return found;
  }

  /** Whether anything that rules count is stored. */
  public static boolean hasCounts(Connection connection) {
    Handle handle = Jdbi.create(connection).open();
    return VelocityStore.SIGNED.hasRows(handle) || ReceiverStore.SIGNED.hasRows(handle);
  }

  /**
   * Signs what rules count and has no MAC, in the transaction of the migration that adds the MACs.
   * At any later time this could sign a forgery.
   */
  public static void signFirst(Connection connection, KeyHasher hasher) {
    Jdbi jdbi = Jdbi.create(connection);
    jdbi.getConfig(PepperMac.class).use(hasher);
    // Not closed: the connection is the migration's.
    Handle handle = jdbi.open();
    VelocityStore.SIGNED.signUnsigned(handle);
    ReceiverStore.SIGNED.signUnsigned(handle);
  }

  /** Signs every row again that an older pepper signed; returns the number of rows. */
  public static int signAgain(Handle handle) {
    return RuleStore.signAgain(handle)
        + VelocityStore.SIGNED.signAgain(handle)
        + ReceiverStore.SIGNED.signAgain(handle);
  }

  private static List<String> changedRules(Handle handle) {
    return RuleStore.read(handle).damage(handle.getConfig(PepperMac.class)).stream()
        .map(damage ->
            "the stored review rules were changed outside RemitFlex ("
                + damage
                + "), so every payment is held for review. Find out who can write to the database,"
                + " then change or add a rule with ./remitflex review-rules: this writes all rules"
                + " of the audit log again")
        .toList();
  }
}
