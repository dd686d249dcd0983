package com.remitflex.features.apikeys.lifecycle;

import com.remitflex.core.mail.Mail;
import com.remitflex.core.mail.MailText;
import com.remitflex.features.apikeys.ApiKey;
import com.remitflex.platform.json.Json;
import java.time.Instant;

/** The mails to the owner of a key. */
final class KeyMails {
  private KeyMails() {}

  /** The key expires within so many days. */
  static Mail expiring(ApiKey key, long daysLeft, String address, String publicUrl, Instant now) {
    String environment = key.environment().word();
    return Mail.to(
        address,
        key.accountId(),
        "A " + environment + " API key expires in " + daysLeft + (daysLeft == 1 ? " day" : " days"),
        """
        A %s API key expires at %s.

            Key:  %s (%s)
            Name: %s

        From then on, every request with this key is rejected. Create a new key, switch your
        systems to it, and revoke this one:

            curl -X POST %s/v1/api-keys -H "Authorization: Bearer $REMITFLEX_ADMIN_KEY" \\
              -H "Content-Type: application/json" -d '{"name": "…", "scope": "%s"}'
        """
            .formatted(
                environment,
                Json.time(key.expiresAt().orElseThrow()),
                key.id(),
                key.display(),
                MailText.quoted(key.name()),
                publicUrl,
                key.scope().word()),
        now);
  }

  /** The key leaked and was revoked. */
  static Mail leaked(ApiKey key, Leak leak, String address, String publicUrl, Instant now) {
    String environment = key.environment().word();
    return Mail.to(
        address,
        key.accountId(),
        "A leaked " + environment + " API key was revoked",
        """
        A %s API key was revoked at %s because it leaked.

            Key:  %s (%s)
            Name: %s

        %s%s
        Requests with this key are now rejected. What to do:

        1. Create a new key and give it to your systems.
        2. Check the requests of the old key for any that you did not send yourself:
           GET %s/v1/api-keys/%s shows the last accepted one.
        3. Find out how it leaked: ./remitflex keys scan --history searches a repository.
        """
            .formatted(
                environment,
                Json.time(now),
                key.id(),
                key.display(),
                MailText.quoted(key.name()),
                reporter(leak.source()),
                place(leak),
                publicUrl,
                key.id()),
        now);
  }

  private static String reporter(Leak.Source source) {
    return switch (source) {
      case GITHUB -> "GitHub found the key in public content";
      case REPORT -> "Someone who has the full key reported it";
    };
  }

  /** Marks a stranger's words as such. */
  private static String place(Leak leak) {
    if (leak.foundAt().isEmpty()) {
      return ".\n";
    }
    String text = MailText.plain(leak.foundAt().get());
    return switch (leak.source()) {
      case GITHUB -> ":\n\n    " + text + "\n";
      case REPORT ->
          ". According to the reporter, it was found at the address below. We have not checked"
              + " this:\n\n    "
              + text
              + "\n\nBe careful with that address.\n";
    };
  }
}
