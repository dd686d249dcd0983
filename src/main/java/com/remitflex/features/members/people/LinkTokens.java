package com.remitflex.features.members.people;

import com.remitflex.core.mail.Mail;
import com.remitflex.platform.errors.ApiError;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.ids.IdPrefix;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jdbi.v3.core.Handle;

/**
 * The URLs of links. A URL contains the link's ID and a MAC under the pepper, so that the database
 * alone is not enough to make one. A queued email contains a placeholder, which is replaced by the
 * URL when the email is sent.
 */
public final class LinkTokens {
  private static final Pattern PLACEHOLDER =
      Pattern.compile("\\{link:(reset|invitation|confirmation):(lnk_[0-9A-Z]{26})}");
  private static final int MAX_TOKEN = 200;

  /** Marks the MAC of a link that is sent to the email address and shown to nobody else. */
  private static final String MAILED = " by mail";

  private final PeopleSecrets secrets;
  private final String publicUrl;

  public LinkTokens(PeopleSecrets secrets, String publicUrl) {
    this.secrets = secrets;
    this.publicUrl = publicUrl;
  }

  /** The placeholder of a link in the body of an email. */
  public static String placeholder(Link.Purpose purpose, String id) {
    return "{link:" + purpose.word() + ":" + id + "}";
  }

  /** The URL of a link, bound to the email address of its recipient. */
  public String address(Link.Purpose purpose, String id, String email) {
    return address(purpose, id, secrets.mac("link", purpose.word(), id, email));
  }

  private String address(Link.Purpose purpose, String id, byte[] mac) {
    return publicUrl
        + (purpose == Link.Purpose.OPERATOR ? "/operator/enrol" : "/dashboard/" + purpose.word())
        + "/"
        + id
        + "."
        + Base64.getUrlEncoder().withoutPadding().encodeToString(mac);
  }

  /** The body of an email as it is sent, with URLs in place of the placeholders. */
  public String body(Mail mail) {
    Matcher placeholder = PLACEHOLDER.matcher(mail.body());
    return placeholder.replaceAll(found -> {
      Link.Purpose purpose = Link.Purpose.of(found.group(1));
      String id = found.group(2);
      byte[] mac = secrets.mac("link", purpose.word() + MAILED, id, mail.recipient());
      return Matcher.quoteReplacement(address(purpose, id, mac));
    });
  }

  /** A link, and whether its token was sent to the email address only, which proves the address. */
  public record Presented(Link link, boolean provesAddress) {}

  /** The link of this token, if the token is authentic and the link still valid. */
  public Optional<Presented> find(Handle handle, Link.Purpose purpose, String token) {
    int dot = token.indexOf('.');
    if (dot < 0 || token.length() > MAX_TOKEN || !IdPrefix.LINK.matches(token.substring(0, dot))) {
      return Optional.empty();
    }
    byte[] mac;
    try {
      mac = Base64.getUrlDecoder().decode(token.substring(dot + 1));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
    return LinkStore.find(handle, token.substring(0, dot))
        .filter(link -> link.purpose() == purpose)
        .flatMap(link -> presented(link, mac));
  }

  /** NOT_FOUND: the link was used before, has expired, or never existed. */
  public static ApiError invalid() {
    return ApiError.of(
        ErrorCode.NOT_FOUND, "This link was already used or has expired. Request a new one.");
  }

  private Optional<Presented> presented(Link link, byte[] mac) {
    String purpose = link.purpose().word();
    boolean mailed = secrets.isMac(mac, "link", purpose + MAILED, link.id(), link.email());
    boolean shown = secrets.isMac(mac, "link", purpose, link.id(), link.email());
    return mailed || shown ? Optional.of(new Presented(link, mailed)) : Optional.empty();
  }
}
