package com.remitflex.dashboard;

import com.remitflex.http.Reply;

/** What answers a row of the page table. */
@FunctionalInterface
public interface Page {
  Reply answer(Visit visit);
}
