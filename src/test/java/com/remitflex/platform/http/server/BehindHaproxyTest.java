package com.remitflex.platform.http.server;

import com.remitflex.testing.ReverseProxy.Kind;

class BehindHaproxyTest extends BehindAProxy {
  BehindHaproxyTest() {
    super(Kind.HAPROXY);
  }
}
