package com.remitflex.features.rails.signer.policy;

import com.remitflex.features.rails.signer.authorization.TokenDomain;
import com.remitflex.features.rails.signer.authorization.TokenFunction;
import java.util.Set;

/**
 * A token that the signer may sign for.
 *
 * @param currency whose ceiling applies
 */
public record TokenPolicy(String currency, TokenDomain domain, Set<TokenFunction> functions) {
  public TokenPolicy {
    functions = Set.copyOf(functions);
  }
}
