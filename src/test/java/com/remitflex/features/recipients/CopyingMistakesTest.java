package com.remitflex.features.recipients;

import static com.remitflex.features.recipients.Recipients.assertAccepted;
import static com.remitflex.features.recipients.Recipients.assertRejected;
import static com.remitflex.features.recipients.Recipients.recipient;
import static org.assertj.core.api.Assertions.assertThat;

import com.remitflex.platform.money.Currency;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.iban4j.BicUtil;
import org.iban4j.CountryCode;
import org.iban4j.Iban;
import org.iban4j.Iban4jException;
import org.junit.jupiter.api.Test;

/** The copying mistakes that each checksum guarantees to find, over random numbers. */
class CopyingMistakesTest {
  private static final int NUMBERS = 300;

  private final long seed = Long.getLong("seed", System.nanoTime());
  private final Random random = new Random(seed);

  CopyingMistakesTest() {
    System.out.println("CopyingMistakesTest: -Dseed=" + seed);
  }

  /** ISO 7064 MOD 97-10 finds both, at any distance of the two digits. */
  @Test
  void everyWrongOrSwappedDigitOfAnIbanIsFound() {
    for (int i = 0; i < NUMBERS; i++) {
      CountryCode country = pick(CountryCode.DE, CountryCode.ES, CountryCode.FR, CountryCode.MT);
      String iban = new Iban.Builder(random).countryCode(country).buildRandom().toString();
      UnaryOperator<String> bank = text -> "BANK" + country + "2X";
      assertAccepted(Currency.EUR, recipient(country.name(), iban, bank.apply(iban)));
      wrongDigits(
          iban,
          wrong ->
              assertRejected(
                  Currency.EUR,
                  recipient(country.name(), wrong, bank.apply(wrong)),
                  "account_number"));
      swaps(
          iban,
          (wrong, at) ->
              assertRejected(
                  Currency.EUR,
                  recipient(country.name(), wrong, bank.apply(wrong)),
                  "account_number"));
    }
  }

  /** Weights 3, 7, 1 miss only a swap of two digits that differ by five. */
  @Test
  void everyWrongAndNearlyEverySwappedDigitOfAClabeIsFound() {
    for (int i = 0; i < NUMBERS; i++) {
      String clabe = withCheckDigit(digits(17), "", 3, 7, 1);
      assertAccepted(Currency.MXN, recipient("MX", clabe, "BCMRMXMM"));
      wrongDigits(
          clabe,
          wrong ->
              assertRejected(Currency.MXN, recipient("MX", wrong, "BCMRMXMM"), "account_number"));
      swaps(
          clabe,
          (wrong, at) -> {
            if (Math.abs(clabe.charAt(at) - clabe.charAt(at + 1)) != 5) {
              assertRejected(Currency.MXN, recipient("MX", wrong, "BCMRMXMM"), "account_number");
            }
          });
    }
  }

  @Test
  void everyWrongAndNearlyEverySwappedDigitOfARoutingNumberIsFound() {
    for (int i = 0; i < NUMBERS; i++) {
      String routing = withCheckDigit(pick("02", "12", "26", "31", "61") + digits(6), "", 3, 7, 1);
      assertAccepted(Currency.USD, recipient("US", "1234567", routing));
      wrongDigits(
          routing,
          wrong -> assertRejected(Currency.USD, recipient("US", "1234567", wrong), "bank_code"));
      swaps(
          routing,
          (wrong, at) -> {
            if (Math.abs(routing.charAt(at) - routing.charAt(at + 1)) != 5) {
              assertRejected(Currency.USD, recipient("US", "1234567", wrong), "bank_code");
            }
          });
    }
  }

  /** Weights 3, 7, 3 miss swaps of neighbours of equal weight too. */
  @Test
  void everyWrongAndSomeSwappedDigitsOfANubanAreFound() {
    for (int i = 0; i < NUMBERS; i++) {
      String bank = pick(digits(3), digits(5));
      String sixDigits = bank.length() == 3 ? "000" + bank : "9" + bank;
      String nuban = withCheckDigit(digits(9), sixDigits, 3, 7, 3);
      assertAccepted(Currency.NGN, recipient("NG", nuban, bank));
      wrongDigits(
          nuban,
          wrong -> assertRejected(Currency.NGN, recipient("NG", wrong, bank), "account_number"));
      swaps(
          nuban,
          (wrong, at) -> {
            boolean equalWeights = at < 8 && at % 3 == 2;
            if (!equalWeights && Math.abs(nuban.charAt(at) - nuban.charAt(at + 1)) != 5) {
              assertRejected(Currency.NGN, recipient("NG", wrong, bank), "account_number");
            }
          });
    }
  }

  @Test
  void bicFormatAgreesWithTheLibrary() {
    Format spanish = Format.bic("ES");
    int accepted = 0;
    for (int i = 0; i < 20_000; i++) {
      StringBuilder bic = new StringBuilder(pick("CAIXESBB", "CAIXESBBXXX", "DEUTDEFF"));
      for (int changes = random.nextInt(3); changes > 0; changes--) {
        bic.setCharAt(random.nextInt(bic.length()), pick('A', 'S', '7', 'e', '-', '７', 'É'));
      }
      boolean valid = isBic(bic.toString()) && bic.substring(4, 6).equals("ES");
      assertThat(spanish.matches(bic.toString())).as(bic.toString()).isEqualTo(valid);
      accepted += valid ? 1 : 0;
    }
    assertThat(accepted).isGreaterThan(1_000);
  }

  private static boolean isBic(String text) {
    try {
      BicUtil.validate(text);
      return true;
    } catch (Iban4jException e) {
      return false;
    }
  }

  private interface Mistake {
    void at(String wrong, int position);
  }

  private interface Wrong {
    void number(String wrong);
  }

  private static void wrongDigits(String number, Wrong check) {
    for (int at = 0; at < number.length(); at++) {
      for (char digit = '0'; digit <= '9' && isDigit(number, at); digit++) {
        if (digit != number.charAt(at)) {
          check.number(number.substring(0, at) + digit + number.substring(at + 1));
        }
      }
    }
  }

  private static void swaps(String number, Mistake check) {
    for (int at = 0; at + 1 < number.length(); at++) {
      char left = number.charAt(at);
      char right = number.charAt(at + 1);
      if (left != right && isDigit(number, at) && isDigit(number, at + 1)) {
        check.at(number.substring(0, at) + right + left + number.substring(at + 2), at);
      }
    }
  }

  private static boolean isDigit(String text, int at) {
    return text.charAt(at) >= '0' && text.charAt(at) <= '9';
  }

  /** Finds the digit by trying, so as not to repeat the formula under test. */
  private static String withCheckDigit(String payload, String before, int... weights) {
    String all = before + payload;
    for (int digit = 0; digit < 10; digit++) {
      int sum = digit;
      for (int i = 0; i < all.length(); i++) {
        sum += weights[i % weights.length] * Character.digit(all.charAt(i), 10);
      }
      if (sum % 10 == 0) {
        return payload + digit;
      }
    }
    throw new IllegalStateException("no check digit");
  }

  private String digits(int length) {
    StringBuilder digits = new StringBuilder("1");
    while (digits.length() < length) {
      digits.append(random.nextInt(10));
    }
    return digits.toString();
  }

  @SafeVarargs
  private <T> T pick(T... choices) {
    return choices[random.nextInt(choices.length)];
  }
}
