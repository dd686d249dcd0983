package com.remitflex.web.dashboard.site.once;

import static org.assertj.core.api.Assertions.assertThat;

import com.remitflex.testing.Authenticator;
import com.remitflex.testing.PageClient;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The form that sets up an authenticator app. */
record Confirmation(Sending form, Authenticator app) {
  static Confirmation begin(PageClient browser, String security, Map<String, String> current) {
    Matcher key =
        Pattern.compile("<code>([A-Z2-7]{32})</code>")
            .matcher(browser.get(security + "/authenticator").text());
    assertThat(key.find()).isTrue();
    Authenticator app = new Authenticator(key.group(1));
    Map<String, String> fields = new HashMap<>(current);
    fields.put("code", app.code(0));
    return new Confirmation(new Sending(browser, security + "/authenticator", fields), app);
  }
}
