package com.remitflex.web.cli;

import com.remitflex.features.apikeys.ApiKey;
import com.remitflex.features.apikeys.KeySearch;
import com.remitflex.features.apikeys.lifecycle.ApiKeyService;
import java.time.Instant;
import java.util.List;

/** Lists keys page by page, so that only one page is in memory. */
record KeyListing(ApiKeyService keys, KeyList list, int limit) {
  static final int PAGE_SIZE = 200;

  /** Prints the results of the searches one after the other, up to the limit. */
  void print(List<KeySearch> searches) {
    long printed = 0;
    long total = 0;
    for (KeySearch search : searches) {
      KeySearch.Result page = keys.search(search);
      total += page.total();
      printed += print(page.keys(), search.now(), limit - printed);
      while (page.next().isPresent() && printed < limit) {
        page = keys.search(search.after(page.next()));
        printed += print(page.keys(), search.now(), limit - printed);
      }
    }
    list.end(printed, total);
  }

  private int print(List<ApiKey> page, Instant now, long left) {
    List<ApiKey> some = page.subList(0, (int) Math.min(page.size(), left));
    keys.details(some, now).forEach(key -> list.print(key, now));
    return some.size();
  }
}
