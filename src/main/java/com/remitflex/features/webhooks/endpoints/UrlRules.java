package com.remitflex.features.webhooks.endpoints;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.platform.errors.CheckReturnValue;
import com.remitflex.platform.errors.Result;
import com.remitflex.platform.ids.Environment;
import com.remitflex.platform.net.outbound.OutboundClient;
import com.remitflex.platform.net.outbound.OutboundUrl;
import com.remitflex.platform.net.outbound.Reach;
import java.util.function.BiPredicate;

/** Which URLs an endpoint may have. */
public final class UrlRules {
  private static final String FIELD = "url";

  private final OutboundClient client;
  private final boolean loopbackAllowed;
  private final BiPredicate<HeadId, String> isInternal;

  /**
   * The rules.
   *
   * @param loopbackAllowed whether the operator allows loopback addresses in the sandbox
   * @param isInternal whether a URL is received by this platform itself
   */
  public UrlRules(
      OutboundClient client, boolean loopbackAllowed, BiPredicate<HeadId, String> isInternal) {
    this.client = client;
    this.loopbackAllowed = loopbackAllowed;
    this.isInternal = isInternal;
  }

  /** Where the events of an environment may be sent. */
  public Reach reach(Environment environment) {
    return loopbackAllowed && environment == Environment.SANDBOX
        ? Reach.PUBLIC_OR_LOOPBACK
        : Reach.PUBLIC;
  }

  /** Checks a URL with the addresses that its host has now; VALIDATION_ERROR (url). */
  @CheckReturnValue
  Result<String> check(HeadId head, String url) {
    return isInternal.test(head, url)
        ? Result.ok(url)
        : OutboundUrl.parse(FIELD, url, reach(head.environment()))
            .flatMap(parsed -> client.check(FIELD, parsed))
            .map(OutboundUrl::text);
  }
}
