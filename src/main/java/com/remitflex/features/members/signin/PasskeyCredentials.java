package com.remitflex.features.members.signin;

import com.remitflex.features.members.people.PersonStore;
import com.yubico.webauthn.CredentialRepository;
import com.yubico.webauthn.RegisteredCredential;
import com.yubico.webauthn.data.ByteArray;
import com.yubico.webauthn.data.PublicKeyCredentialDescriptor;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/** The stored passkeys as the library reads them; its user name is the email address. */
record PasskeyCredentials(Handle handle) implements CredentialRepository {
  @Override
  public Set<PublicKeyCredentialDescriptor> getCredentialIdsForUsername(String email) {
    return PersonStore.findByEmail(handle, email)
        .map(login ->
            PasskeyStore.find(handle, Optional.of(login.person().id()), Optional.empty()).stream()
                .map(one ->
                    PublicKeyCredentialDescriptor.builder().id(one.getCredentialId()).build())
                .collect(Collectors.toSet()))
        .orElse(Set.of());
  }

  @Override
  public Optional<ByteArray> getUserHandleForUsername(String email) {
    return PersonStore.findByEmail(handle, email)
        .map(login -> PasskeyStore.userHandle(login.person().id()));
  }

  @Override
  public Optional<String> getUsernameForUserHandle(ByteArray userHandle) {
    return PersonStore.find(handle, PasskeyStore.userOf(userHandle).orElse(""))
        .map(login -> login.person().email());
  }

  @Override
  public Optional<RegisteredCredential> lookup(ByteArray credentialId, ByteArray userHandle) {
    String userId = PasskeyStore.userOf(userHandle).orElse("");
    return PasskeyStore.find(handle, Optional.of(userId), Optional.of(credentialId)).stream()
        .findFirst();
  }

  @Override
  public Set<RegisteredCredential> lookupAll(ByteArray credentialId) {
    return Set.copyOf(PasskeyStore.find(handle, Optional.empty(), Optional.of(credentialId)));
  }
}
