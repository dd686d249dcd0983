package com.remitflex.features.webhooks.sending;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.platform.net.outbound.OutboundReply;
import java.util.Map;

/** Receives the deliveries to URLs of this platform itself, which no other endpoint may have. */
public interface InternalReceiver {
  /** No URL is received. */
  InternalReceiver NONE =
      new InternalReceiver() {
        @Override
        public boolean receives(HeadId head, String url) {
          return false;
        }

        @Override
        public OutboundReply receive(
            HeadId head, String url, Map<String, String> headers, byte[] body) {
          throw new IllegalStateException("not received here: " + url);
        }
      };

  /** Whether it receives what this account sends to a URL. */
  boolean receives(HeadId head, String url);

  /** Receives a delivery; called outside of transactions. */
  OutboundReply receive(HeadId head, String url, Map<String, String> headers, byte[] body);
}
