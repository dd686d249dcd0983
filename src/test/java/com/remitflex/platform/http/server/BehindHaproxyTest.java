package com.remitflex.platform.http.server;

import com.remitflex.testing.ReverseProxy.Kind;
import org.junit.jupiter.api.Tag;

@Tag("process")
class BehindHaproxyTest extends BehindAProxy {
  BehindHaproxyTest() {
    super(Kind.HAPROXY);
  }
}
