package com.remitflex.features.apikeys.lifecycle;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.core.audit.Actor;
import com.remitflex.core.engine.Caller;
import com.remitflex.platform.access.Client;
import com.remitflex.platform.http.api.ApiRequest;
import java.util.Optional;

/**
 * Who changes an account or its keys.
 *
 * @param caller the API request or the form that asks for the change, if there is one
 */
public record Origin(HeadId head, Actor actor, Optional<Caller> caller) {
  /** The operator, who runs the commands of this installation. */
  public static Origin operator(HeadId head) {
    return new Origin(head, Actor.operator(), Optional.empty());
  }

  /** A user who is signed in to the Dashboard. */
  public static Origin person(HeadId head, String userId, Client client) {
    Actor person =
        Actor.user(
            userId, Optional.of(client.ip()), client.userAgent(), Optional.of(client.requestId()));
    return new Origin(head, person, Optional.empty());
  }

  /** A user who submits a form; a repetition of the form gets the first outcome. */
  public static Origin person(Caller caller, Client client) {
    Origin person = person(caller.head(), caller.principal().keyId(), client);
    return new Origin(person.head(), person.actor(), Optional.of(caller));
  }

  /** The platform, for its own maintenance. */
  static Origin platform(HeadId head) {
    return new Origin(head, Actor.platform(), Optional.empty());
  }

  /** An API request with this canonical body. */
  static Origin of(ApiRequest call, String canonicalBody) {
    Caller caller = Caller.of(call, canonicalBody);
    return new Origin(caller.head(), Actor.of(call), Optional.of(caller));
  }
}
