package com.remitflex.features.events.inbox;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.remitflex.platform.database.DatabaseClock;
import com.remitflex.platform.errors.ApiError;
import com.remitflex.platform.errors.ApiException;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.http.api.PublicRequest;
import com.remitflex.platform.http.api.PublicRoutes;
import com.remitflex.platform.http.api.Response;
import com.remitflex.platform.json.JsonWriter;
import java.time.Duration;
import java.util.Optional;

/** POST /inbox/{token}: receives what anyone sends to an inbox. */
public final class InboxReceiver {
  private static final int MINUTE_SECONDS = 60;
  private static final int MAX_FULL = 10_000;

  private final InboxService inbox;
  private final DatabaseClock clock;

  /** The inboxes that were full in a minute: what else comes in it needs no database. */
  private final Cache<String, Long> fullMinutes =
      Caffeine.newBuilder().maximumSize(MAX_FULL).expireAfterWrite(Duration.ofMinutes(2)).build();

  public InboxReceiver(InboxService inbox, DatabaseClock clock) {
    this.inbox = inbox;
    this.clock = clock;
  }

  public PublicRoutes addTo(PublicRoutes routes) {
    return routes.on("POST", InboxAddresses.PATH + "{token}", this::receive);
  }

  private Response receive(PublicRequest request) {
    String token = request.path().substring(InboxAddresses.PATH.length());
    String account =
        inbox
            .account(token)
            .orElseThrow(() ->
                ApiError.of(ErrorCode.NOT_FOUND, "There is no inbox at this address.").exception());
    long minute = clock.now().getEpochSecond() / MINUTE_SECONDS;
    Long full = fullMinutes.getIfPresent(account);
    if (full != null && full == minute) {
      throw tooMany();
    }
    byte[] body = body(request);

    Optional<String> id = inbox.receive(account, request.headers(), body);
    if (id.isEmpty()) {
      fullMinutes.put(account, minute);
      throw tooMany();
    }
    return Response.json(200, JsonWriter.bytes(out -> out.object(() -> out.field("id", id.get()))));
  }

  private static byte[] body(PublicRequest request) {
    byte[] body = request.body();
    if (body.length > InboxService.MAX_BYTES) {
      throw ApiError.of(
              ErrorCode.REQUEST_TOO_LARGE,
              "An inbox takes bodies of at most " + InboxService.MAX_BYTES / 1024 + " KiB.")
          .exception();
    }
    return body;
  }

  private ApiException tooMany() {
    int left = MINUTE_SECONDS - (int) (clock.now().getEpochSecond() % MINUTE_SECONDS);
    return ApiError.later(
            ErrorCode.RATE_LIMIT_EXCEEDED,
            "An inbox takes at most "
                + InboxService.MAX_PER_MINUTE
                + " messages per minute. Wait "
                + left
                + " s, then try again.",
            left)
        .exception();
  }
}
