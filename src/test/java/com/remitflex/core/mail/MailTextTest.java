package com.remitflex.core.mail;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MailTextTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          https://evil.example/login | https[:]//evil[.]example/login
          HTTP:\\\\evil.example | HTTP[:]\\\\evil[.]example
          www.evil.example | www[.]evil[.]example
          evil.example | evil[.]example
          evil。example | evil[.]example
          ｅｖｉｌ．ｅｘａｍｐｌｅ | ｅｖｉｌ[.]ｅｘａｍｐｌｅ
          192.0.2.7:8080 | 192[.]0[.]2[.]7:8080
          mailto:a@evil.example | mailto[:]a[at]evil[.]example
          Dr. Zoë M. Müller & Co. | Dr. Zoë M. Müller & Co.
          O'Brien: paid | O'Brien: paid
          """)
  void noMailProgramTurnsItIntoALink(String text, String shown) {
    assertThat(MailText.plain(text)).isEqualTo(shown);
    assertThat(MailText.quoted(text)).isEqualTo('"' + shown + '"');
  }

  @ParameterizedTest
  @CsvSource({"'a\nb'", "'a\r\nb'", "'a\u2028b'", "'a\u202eb'", "'a\u200b\u0000b'", "'a\u0085b'"})
  void itIsOneLineWithoutInvisibleCharacters(String text) {
    assertThat(MailText.plain(text.translateEscapes().replace("\\u2028", "\u2028")))
        .isEqualTo("a b");
  }

  @ParameterizedTest
  @CsvSource({"a, 301", "😀, 600"})
  void itIsShort(String letter, int count) {
    String text = MailText.plain(letter.repeat(count));

    assertThat(text).endsWith("…").hasSizeLessThanOrEqualTo(301);
    assertThat(text.codePoints().filter(c -> c >= 0xD800 && c <= 0xDFFF)).isEmpty();
  }
}
