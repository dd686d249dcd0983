package com.remitflex.features.members.people;

import com.remitflex.core.mail.Mail;
import com.remitflex.platform.ids.IdPrefix;
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
      Pattern.compile("\\{link:(reset|invitation|confirmation):(lnk_[0-9A-Z]{26})}");
  private static final int LONGEST = 200;

  /** Follows the purpose of a link that only the address itself gets. */
  private static final String MAILED = " by mail";

  private final PeopleSecrets secrets;
  private final String publicUrl;

  public LinkTokens(PeopleSecrets secrets, String publicUrl) {
    this.secrets = secrets;
    this.publicUrl = publicUrl;
  }

  /** What a mail has where the address of the link is to be. */
  public static String mark(Link.Purpose purpose, String id) {
    return "{link:" + purpose.word() + ":" + id + "}";
  }

  /** The address of a link; bound to who gets it, so that no other mail can bring it. */
  public String address(Link.Purpose purpose, String id, String email) {
    return address(purpose, id, secrets.mac("link", purpose.word(), id, email));
  }

  private String address(Link.Purpose purpose, String id, byte[] mac) {
    return publicUrl
        + "/dashboard/"
        + purpose.word()
        + "/"
        + id
        + "."
        + Base64.getUrlEncoder().withoutPadding().encodeToString(mac);
  }

  /** The body of a mail as it is sent: its links have tokens that are shown nowhere else. */
  public String body(Mail mail) {
    Matcher mark = MARK.matcher(mail.body());
    return mark.replaceAll(found -> {
      Link.Purpose purpose = Link.Purpose.of(found.group(1));
      String id = found.group(2);
      byte[] mac = secrets.mac("link", purpose.word() + MAILED, id, mail.recipient());
      return Matcher.quoteReplacement(address(purpose, id, mac));
    });
  }

  /** A link, and whether its token was only ever sent to the address. */
  public record Presented(Link link, boolean provesAddress) {}

  /** The link of this token, if it is one of ours and still good. */
  public Optional<Presented> find(Handle handle, Link.Purpose purpose, String token) {
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
        .flatMap(link -> presented(link, mac));
  }

  private Optional<Presented> presented(Link link, byte[] mac) {
    String purpose = link.purpose().word();
    boolean mailed = secrets.isMac(mac, "link", purpose + MAILED, link.id(), link.email());
    boolean shown = secrets.isMac(mac, "link", purpose, link.id(), link.email());
    return mailed || shown ? Optional.of(new Presented(link, mailed)) : Optional.empty();
  }
}
