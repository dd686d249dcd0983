package com.remitflex.features.apikeys;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.platform.text.Names;

/** The name of a key in its account and environment, in the form in which names are compared. */
public record KeyName(HeadId head, String name) {
  /** A name that is older than {@link Names} is compared in its shown form. */
  public KeyName {
    name = Names.shown(name);
  }
}
