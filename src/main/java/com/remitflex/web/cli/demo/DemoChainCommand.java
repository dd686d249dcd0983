package com.remitflex.web.cli.demo;

import com.remitflex.features.rails.demo.DemoChain;
import com.remitflex.features.rails.demo.OutsideWorld;
import com.remitflex.features.recipients.wallets.EvmAddress;
import com.remitflex.platform.json.Json;
import com.remitflex.platform.money.Currency;
import com.remitflex.platform.money.Money;
import com.remitflex.web.cli.Console;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** `demo-chain`: the outside world of a chain that `up --demo-chain` has started. */
@Command(
    name = "demo-chain",
    mixinStandardHelpOptions = true,
    description = {
      "Send tokens on the demo chain, show its state, or stop it.",
      "./remitflex up --demo-chain starts it. Nothing on it has any value."
    })
public final class DemoChainCommand {
  private static final String AMOUNT = "[0-9]{1,15}(\\.[0-9]{1,30})?";
  private static final int WEI_DECIMALS = 18;

  private final Supplier<Path> dataDirectory;

  public DemoChainCommand(Supplier<Path> dataDirectory) {
    this.dataDirectory = dataDirectory;
  }

  @Command(
      name = "send",
      mixinStandardHelpOptions = true,
      description = {
        "Send tokens from outside to an address, for example a deposit address.",
        "Waits until the transfer is in a block."
      })
  int send(
      @Option(names = "--to", required = true, description = "The address, 0x…") String to,
      @Option(
              names = "--amount",
              required = true,
              description = "The amount, for example 25 or 0.5; at most 1000000.")
          String amount,
      @Option(
              names = "--currency",
              defaultValue = "USDC",
              description = "USDC, the only token of the demo chain (default).")
          String currency) {
    if (!currency.equals(Currency.USDC.name())) {
      return Console.fail("--currency must be USDC, the only token of the demo chain.");
    }
    if (!amount.matches(AMOUNT)) {
      return Console.fail("--amount must be a positive number, for example 25 or 0.5.");
    }
    Money money = Money.parse("amount", amount, Currency.USDC);
    EvmAddress address = EvmAddress.parse(to).orElse(EvmAddress.ZERO);
    if (address.equals(EvmAddress.ZERO)) {
      return Console.fail(
          "--to must be an address of 40 hexadecimal digits after 0x, in lower case or with a"
              + " correct checksum, other than zero. Check it for typing errors. To show a deposit"
              + " address: ./remitflex deposits address demo --environment live");
    }
    print(money, address, OutsideWorld.on(dataDirectory.get()).send(address, money));
    return 0;
  }

  private static void print(Money money, EvmAddress address, OutsideWorld.Sent sent) {
    Console.print("Sent " + text(money) + " to " + address.text() + " on the demo chain.");
    Console.print("");
    Console.print("  Transaction " + sent.transaction().text());
    Console.print(
        "  Block "
            + sent.block()
            + ", final after "
            + sent.blocksUntilFinal()
            + " more, one per second");
    Console.print("");
    Console.print("If this is a deposit address: ./remitflex deposits list --environment live");
  }

  @Command(
      name = "status",
      mixinStandardHelpOptions = true,
      description = "Show the node, the token and the balances of the demo chain.")
  int status() {
    OutsideWorld.Status status = OutsideWorld.on(dataDirectory.get()).status();
    Console.print("RPC " + status.rpcUrl());
    Console.print("USDC " + status.token().text());
    Console.print("Process " + status.processId());
    Console.print("Height " + status.height());
    Console.print("Treasury " + text(status.treasury()));
    Console.print(
        "Relayer "
            + new BigDecimal(status.relayerWei(), WEI_DECIMALS).stripTrailingZeros().toPlainString()
            + " of the native coin");
    Console.print("Saved " + status.savedAt().map(Json::time).orElse("not yet"));
    return 0;
  }

  @Command(
      name = "stop",
      mixinStandardHelpOptions = true,
      description = {
        "Save the demo chain and end its process, which a killed server leaves running.",
        "The next ./remitflex up --demo-chain continues it. To delete it, delete the whole data",
        "directory: the ledger in it describes this chain."
      })
  int stop() {
    boolean ran = DemoChain.stop(dataDirectory.get(), Console::notice);
    if (!ran) {
      Console.print(
          "No demo chain runs in " + dataDirectory.get().toAbsolutePath().normalize() + ".");
    }
    return 0;
  }

  private static String text(Money money) {
    return money.major().toPlainString() + " " + money.currency().name();
  }
}
