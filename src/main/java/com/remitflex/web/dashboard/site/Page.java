package com.remitflex.web.dashboard.site;

import com.remitflex.platform.http.api.Response;

/** What answers a row of the page table. */
@FunctionalInterface
public interface Page {
  Response answer(PageRequest visit);
}
