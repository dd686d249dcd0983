package com.remitflex;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.remitflex.core.mail.SmtpSettings;
import com.remitflex.core.mail.SmtpSettings.Login;
import com.remitflex.core.mail.SmtpSettings.Tls;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The settings of the mail server. */
class MailSettingsTest {
  @Test
  void withoutAHostThereIsNoMailServer() {
    assertThat(Config.read(Map.of()).smtp()).isEmpty();
  }

  @Test
  void aHostAndASenderAreEnough() {
    assertThat(
            Config.read(
                    Map.of(
                        "REMITFLEX_SMTP_HOST", "mail.example.com",
                        "REMITFLEX_MAIL_FROM", "rf@example.com"))
                .smtp())
        .contains(
            new SmtpSettings(
                "mail.example.com", 587, Optional.empty(), Tls.STARTTLS, "rf@example.com"));
  }

  @Test
  void everySettingIsRead() {
    Config config =
        Config.read(
            Map.of(
                "REMITFLEX_SMTP_HOST", "mail.example.com",
                "REMITFLEX_SMTP_PORT", "465",
                "REMITFLEX_SMTP_USER", "platform",
                "REMITFLEX_SMTP_PASSWORD", "pass word",
                "REMITFLEX_SMTP_TLS", "tls",
                "REMITFLEX_MAIL_FROM", "rf@example.com"));

    assertThat(config.smtp())
        .contains(
            new SmtpSettings(
                "mail.example.com",
                465,
                Optional.of(new Login("platform", "pass word")),
                Tls.TLS,
                "rf@example.com"));
    assertThat(config.toString()).doesNotContain("pass word");
  }

  @Test
  void allErrorsAreReportedTogetherWithoutThePassword() {
    assertThatThrownBy(() ->
            Config.read(
                Map.of(
                    "REMITFLEX_SMTP_HOST", "mail.example.com:25",
                    "REMITFLEX_SMTP_PORT", "0",
                    "REMITFLEX_SMTP_PASSWORD", "pass\r\nword",
                    "REMITFLEX_SMTP_TLS", "ssl",
                    "REMITFLEX_MAIL_FROM", "rf@example.com\r\nBcc: all@example.com")))
        .isInstanceOf(Config.ConfigException.class)
        .hasMessageContainingAll(
            "REMITFLEX_SMTP_HOST must be",
            "REMITFLEX_SMTP_PORT must be",
            "REMITFLEX_SMTP_PASSWORD must be one line, but is: not shown",
            "REMITFLEX_SMTP_USER and REMITFLEX_SMTP_PASSWORD must be set together.",
            "REMITFLEX_SMTP_TLS must be",
            "REMITFLEX_MAIL_FROM must be")
        .message()
        .doesNotContain("pass\r\nword");
  }

  @Test
  void aServerWithoutASenderIsRejected() {
    assertThatThrownBy(() -> Config.read(Map.of("REMITFLEX_SMTP_HOST", "mail.example.com")))
        .hasMessageContaining("REMITFLEX_SMTP_HOST requires REMITFLEX_MAIL_FROM");
  }

  @Test
  void aSettingWithoutAServerIsRejected() {
    assertThatThrownBy(() -> Config.read(Map.of("REMITFLEX_SMTP_TLS", "none")))
        .hasMessageContaining("REMITFLEX_SMTP_TLS requires REMITFLEX_SMTP_HOST");
  }
}
