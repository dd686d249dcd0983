package com.remitflex.features.apikeys.lifecycle;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.remitflex.core.mail.Mail;
import com.remitflex.core.mail.MailText;
import com.remitflex.features.apikeys.ApiKey;
import com.remitflex.platform.json.Json;
import java.time.Instant;
import java.util.Optional;

/**
 * What is known of a key's leak.
 *
 * @param source who found it
 * @param foundAt where, as the reporter says
 */
public record Leak(Source source, Optional<String> foundAt) {
  /** Who found it. */
  public enum Source {
    /** GitHub, whose signature was verified. */
    GITHUB("github", "GitHub found it in something that is public"),
    /** Whoever sent the whole key, and thereby has it. */
    REPORT("report", "Someone reported it to us, and had the whole key");

    private final String word;
    private final String sentence;

    Source(String word, String sentence) {
      this.word = word;
      this.sentence = sentence;
    }

    public String word() {
      return word;
    }

    public static Source of(String word) {
      for (Source source : values()) {
        if (source.word.equals(word)) {
          return source;
        }
      }
      throw new IllegalStateException("not a source of reports: " + word);
    }
  }

  void describe(ObjectNode details) {
    details.put("reason", "leaked");
    details.put("reported_by", source.word());
    foundAt.ifPresent(place -> details.put("found_at", place));
  }

  /** What the owner is told; a stranger's words stand in it as such. */
  Mail mail(ApiKey key, String address, String publicUrl, Instant now) {
    String environment = key.environment().word();
    String place =
        foundAt
            .map(text ->
                source == Source.GITHUB
                    ? ":\n\n    " + MailText.plain(text) + "\n"
                    : ". The reporter says, and we have not checked, that it was found at:\n\n    "
                        + MailText.plain(text)
                        + "\n\nTake care with that address.\n")
            .orElse(".\n");
    return Mail.to(
        address,
        key.accountId(),
        "A leaked " + environment + " API key was revoked",
        """
        A %s API key was revoked at %s, because it has leaked.

            Key:  %s (%s)
            Name: %s

        %s%s
        Every request with it is refused now. What to do:

        1. Create a new key and give it to your systems.
        2. Look through the requests of the old key for what you did not send yourself:
           GET %s/v1/api-keys/%s shows the last accepted one.
        3. Find out how it leaked: ./remitflex keys scan --history searches a repository.
        """
            .formatted(
                environment,
                Json.time(now),
                key.id(),
                key.display(),
                MailText.quoted(key.name()),
                source.sentence,
                place,
                publicUrl,
                key.id()),
        now);
  }
}
