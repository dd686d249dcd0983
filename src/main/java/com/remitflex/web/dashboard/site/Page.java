package com.remitflex.web.dashboard.site;

import com.remitflex.platform.http.api.Response;

/** The handler of a row of the page table. */
@FunctionalInterface
public interface Page {
  Response respond(PageRequest request);
}
