package com.remitflex.features.corridors.rates.sources;

import com.remitflex.platform.net.outbound.OutboundClient;

/** The guarded client of all sources of this process. */
final class RateClient {
  /** Made when the first source with a URL is read. */
  static final OutboundClient INSTANCE = OutboundClient.create("RemitFlex-Rates");

  private RateClient() {}
}
