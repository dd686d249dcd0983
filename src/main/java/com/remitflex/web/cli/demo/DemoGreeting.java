package com.remitflex.web.cli.demo;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.core.engine.Caller;
import com.remitflex.features.accounts.Account;
import com.remitflex.features.accounts.AccountService;
import com.remitflex.features.accounts.deposits.addresses.DepositAddressService;
import com.remitflex.features.apikeys.lifecycle.ApiKeyService;
import com.remitflex.features.apikeys.lifecycle.NewKey;
import com.remitflex.features.rails.demo.DemoChain;
import com.remitflex.platform.access.Scope;
import com.remitflex.platform.errors.Result;
import com.remitflex.platform.ids.Environment;
import com.remitflex.web.cli.Console;

/** What `up --demo-chain` prints: how to try out a live deposit and a live payment. */
public record DemoGreeting(
    DemoChain chain, AccountService accounts, DepositAddressService addresses, ApiKeyService keys) {
  private static final String CREATE_KEY =
      "    To create a live key: ./remitflex keys create --environment live --scope write"
          + " --name NAME";

  /**
   * Prints it; creates the deposit address of the first account, and a live key for a new chain.
   */
  public void print() {
    Console.print("");
    Console.print(
        "  Demo chain \""
            + DemoChain.network()
            + "\": a block each second, final after 3. Nothing on"
            + " it has any value.");
    Console.print("");
    Console.print("    RPC " + chain.rpcUrl());
    Console.print("    USDC " + chain.token().text());
    accounts.first().ifPresent(this::printAccount);
  }

  private void printAccount(Account account) {
    HeadId head = new HeadId(account.id(), Environment.LIVE);
    String network = DemoChain.network();
    addresses.create(Caller.operator(head), network).orElseThrow();
    addresses
        .find(head, network)
        .ifPresent(address -> {
          Console.print("    Deposit address " + address.address());
          Console.print("");
          Console.print("    Your first live deposit:");
          Console.print("");
          Console.print(
              "      ./remitflex demo-chain send --to "
                  + address.address()
                  + " --amount 25 --currency USDC");
        });
    Console.print("");
    if (chain.isNew()
        && keys.create(head, NewKey.of(Scope.WRITE, "first live key"))
            instanceof Result.Ok<ApiKeyService.IssuedKey>(var key)) {
      Console.print("    Live key with scope write, shown only once:");
      Console.print("");
      Console.print("      " + key.secret());
    } else {
      Console.print(CREATE_KEY);
    }
  }
}
