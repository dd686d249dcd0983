package com.remitflex.web.dashboard.site.once;

import com.remitflex.testing.PageClient;
import com.remitflex.testing.PageClient.Answer;
import java.util.HashMap;
import java.util.Map;

/** A form of a page that a browser has open. */
public record Sending(PageClient browser, String path, Map<String, String> fields) {
  /** Submits it from a browser. */
  public Answer send(PageClient by, String token) {
    Map<String, String> all = new HashMap<>(fields);
    all.put("csrf", token);
    return by.post(path, all);
  }

  /** Submits it from its own browser. */
  Answer send() {
    return send(browser, browser.csrf());
  }
}
