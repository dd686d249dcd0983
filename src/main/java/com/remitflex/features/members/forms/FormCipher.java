package com.remitflex.features.members.forms;

import java.util.List;

/** Encrypts under a form's token what the form makes, so that its page can still show it. */
public interface FormCipher {
  /** What the server stores of the token: 32 bytes. */
  byte[] tokenHash();

  /** The texts, encrypted so that only the token decrypts them. */
  byte[] encryptMade(List<String> texts);
}
