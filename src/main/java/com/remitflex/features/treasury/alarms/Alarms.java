package com.remitflex.features.treasury.alarms;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.remitflex.core.audit.AuditAction;
import com.remitflex.core.audit.AuditTrail;
import com.remitflex.features.rails.pauses.PauseCause;
import com.remitflex.features.rails.pauses.PauseTarget;
import com.remitflex.features.rails.pauses.Pauses;
import com.remitflex.platform.access.Actor;
import com.remitflex.platform.database.Database;
import com.remitflex.platform.json.Json;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Raises an alarm for each finding, once, and ends it when it is no longer found. What pauses a
 * rail pauses it first: a crash in between repeats the pause and loses no alarm.
 */
public final class Alarms {
  private static final Logger LOG = LoggerFactory.getLogger(Alarms.class);

  private static final int MAX_REASON = 300;

  private final Database database;
  private final AuditTrail audit;
  private final Pauses pauses;

  public Alarms(Database database, AuditTrail audit, Pauses pauses) {
    this.database = database;
    this.audit = audit;
    this.pauses = pauses;
  }

  private record Key(AlarmKind kind, String scope, String subject) {}

  /** Everything that is wrong now. */
  public void found(List<Finding> findings) {
    List<Alarm> open = open();
    findings.stream().filter(one -> isNews(one, open)).forEach(this::raise);
    Set<Key> found = new HashSet<>();
    findings.forEach(one -> found.add(new Key(one.kind(), one.scope(), one.subject())));
    open.stream()
        .filter(one -> !found.contains(new Key(one.kind(), one.scope(), one.subject())))
        .forEach(this::end);
  }

  /** A larger amount is news too: an operator may have resumed the rail in the meantime. */
  private static boolean isNews(Finding finding, List<Alarm> open) {
    return open.stream()
        .noneMatch(one ->
            one.kind() == finding.kind()
                && one.scope().equals(finding.scope())
                && one.subject().equals(finding.subject())
                && one.amountMinor().compareTo(finding.amountMinor()) >= 0);
  }

  private void raise(Finding finding) {
    if (finding.kind().pauses()) {
      finding.networks().forEach(network -> pause(network, finding));
    }
    boolean isNew =
        database.inTransaction(handle -> {
          if (!AlarmStore.raise(handle, finding)) {
            return false;
          }
          audit.append(
              handle,
              AuditTrail.PLATFORM,
              action("treasury.alert_raised", finding.kind(), finding.scope(), finding));
          return true;
        });
    if (isNew) {
      LOG.error("treasury alert {} ({}): {}", finding.kind(), finding.scope(), finding.message());
    }
  }

  private void pause(String network, Finding finding) {
    String reason =
        finding.message().length() > MAX_REASON
            ? finding.message().substring(0, MAX_REASON - 1) + "…"
            : finding.message();
    pauses
        .pause(PauseTarget.rail(network), PauseCause.RECONCILIATION, reason, Actor.platform())
        .orElseThrow();
  }

  private void end(Alarm alarm) {
    boolean ended =
        database.inTransaction(handle -> {
          if (!AlarmStore.end(handle, alarm)) {
            return false;
          }
          ObjectNode details =
              Json.object().put("kind", alarm.kind().word()).put("message", alarm.message());
          audit.append(
              handle,
              AuditTrail.PLATFORM,
              AuditAction.of(Actor.platform(), "treasury.alert_ended", alarm.scope(), details));
          return true;
        });
    if (ended) {
      LOG.warn("treasury alert {} ({}) is over: {}", alarm.kind(), alarm.scope(), alarm.message());
    }
  }

  private static AuditAction action(String name, AlarmKind kind, String scope, Finding finding) {
    ObjectNode details =
        Json.object()
            .put("kind", kind.word())
            .put("message", finding.message())
            .put("pauses", kind.pauses());
    return AuditAction.of(Actor.platform(), name, scope, details);
  }

  /** The alarms that are not over, oldest first. */
  public List<Alarm> open() {
    return database.with(AlarmStore::open);
  }

  /** The alarms that were raised last, those that are over too. */
  public List<Alarm> newest(int limit) {
    return database.with(handle -> AlarmStore.newest(handle, limit));
  }
}
