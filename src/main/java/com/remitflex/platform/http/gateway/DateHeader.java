package com.remitflex.platform.http.gateway;

import com.remitflex.platform.http.server.HttpDate;
import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;

/** The Date header, which is the same for all responses of a second. */
final class DateHeader {
  private volatile Second last = new Second(-1, HeaderValues.createCached(HeaderNames.DATE, ""));

  private record Second(long epochSecond, Header header) {}

  Header now() {
    long second = System.currentTimeMillis() / 1_000;
    Second known = last;
    if (known.epochSecond() != second) {
      known = new Second(second, HeaderValues.createCached(HeaderNames.DATE, HttpDate.at(second)));
      last = known;
    }
    return known.header();
  }
}
