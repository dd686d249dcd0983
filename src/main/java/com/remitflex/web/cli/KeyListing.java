package com.remitflex.web.cli;

import com.remitflex.features.apikeys.ApiKey;
import com.remitflex.features.apikeys.KeySearch;
import com.remitflex.features.apikeys.KeyStore;
import com.remitflex.features.apikeys.lifecycle.ApiKeyService;
import java.time.Instant;
import java.util.List;

/** Lists keys page by page, so that memory holds one page however many there are. */
record KeyListing(ApiKeyService keys, KeyList list, int limit) {
  static final int PAGE = 200;

  /** Prints what the searches find, one after the other, up to the limit. */
  void print(List<KeySearch> searches) {
    long printed = 0;
    long total = 0;
    for (KeySearch search : searches) {
      KeyStore.Found page = keys.page(search);
      total += page.total();
      printed += print(page.keys(), search.now(), limit - printed);
      while (page.next().isPresent() && printed < limit) {
        page = keys.page(search.after(page.next()));
        printed += print(page.keys(), search.now(), limit - printed);
      }
    }
    list.end(printed, total);
  }

  private int print(List<ApiKey> page, Instant now, long left) {
    List<ApiKey> some = page.subList(0, (int) Math.min(page.size(), left));
    keys.views(some, now).forEach(list::print);
    return some.size();
  }
}
