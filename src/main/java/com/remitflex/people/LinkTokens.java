package com.remitflex.people;

import com.remitflex.ids.IdPrefix;
import com.remitflex.mail.Mail;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jdbi.v3.core.Handle;

/**
 * The addresses of links: the id and a MAC under the pepper, so that nobody can make one from the
 * database. A mail waits with a mark instead; the address is put in when it is sent.
 */
public final class LinkTokens {
  private static final Pattern MARK =
      Pattern.compile("\\{link:(reset|invitation):(lnk_[0-9A-Z]{26})}");
  private static final int LONGEST = 200;

  private final PeopleSecrets secrets;
  private final String publicUrl;

  LinkTokens(PeopleSecrets secrets, String publicUrl) {
    this.secrets = secrets;
    this.publicUrl = publicUrl;
  }

  /** What a mail has where the address of the link is to be. */
  static String mark(Link.Purpose purpose, String id) {
    return "{link:" + purpose.word() + ":" + id + "}";
  }

  /** The address of a link; bound to who gets it, so that no other mail can bring it. */
  String address(Link.Purpose purpose, String id, String email) {
    byte[] mac = secrets.mac("link", purpose.word(), id, email);
    return publicUrl
        + "/dashboard/"
        + purpose.word()
        + "/"
        + id
        + "."
        + Base64.getUrlEncoder().withoutPadding().encodeToString(mac);
  }

  /** The body of a mail as it is sent. */
  public String body(Mail mail) {
    Matcher mark = MARK.matcher(mail.body());
    return mark.replaceAll(found ->
        Matcher.quoteReplacement(
            address(
                found.group(1).equals(Link.Purpose.RESET.word())
                    ? Link.Purpose.RESET
                    : Link.Purpose.INVITATION,
                found.group(2),
                mail.recipient())));
  }

  /** The link of this token, if it is one of ours and still good. */
  Optional<Link> find(Handle handle, Link.Purpose purpose, String token) {
    int dot = token.indexOf('.');
    if (dot < 0 || token.length() > LONGEST || !IdPrefix.LINK.matches(token.substring(0, dot))) {
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
        .filter(link -> secrets.isMac(mac, "link", purpose.word(), link.id(), link.email()));
  }
}
