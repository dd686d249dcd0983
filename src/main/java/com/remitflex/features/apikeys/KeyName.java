package com.remitflex.features.apikeys;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.platform.text.Names;

/** The name of a key within its account and environment, as it is compared. */
public record KeyName(HeadId head, String name) {
  /** One from before {@link Names} is the same as what it looks like. */
  public KeyName {
    name = Names.shown(name);
  }
}
