package com.remitflex.features.recipients;

import static com.remitflex.features.recipients.Recipients.assertAccepted;
import static com.remitflex.features.recipients.Recipients.assertRejected;
import static com.remitflex.features.recipients.Recipients.recipient;
import static org.assertj.core.api.Assertions.assertThat;

import com.remitflex.platform.money.Currency;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tables of valid and invalid accounts, country by country. */
class AccountRulesTest {

  private static Recipient ofIban(String iban) {
    String country = iban.substring(0, 2);
    return recipient(country, iban, "BANK" + country + "2X");
  }

  @Nested
  class Ibans {
    /** The examples of the SWIFT IBAN Registry. */
    private static final String[] REGISTRY = {
      "AD1200012030200359100100",
      "AL47212110090000000235698741",
      "AT611904300234573201",
      "BE68539007547034",
      "BG80BNBG96611020345678",
      "CH9300762011623852957",
      "CY17002001280000001200527600",
      "CZ6508000000192000145399",
      "DE89370400440532013000",
      "DK5000400440116243",
      "EE382200221020145685",
      "ES9121000418450200051332",
      "FI2112345600000785",
      "FR1420041010050500013M02606",
      "GB29NWBK60161331926819",
      "GI75NWBK000000007099453",
      "GR1601101250000000012300695",
      "HR1210010051863000160",
      "HU42117730161111101800000000",
      "IE29AIBK93115212345678",
      "IS140159260076545510730339",
      "IT60X0542811101000000123456",
      "LI21088100002324013AA",
      "LT121000011101001000",
      "LU280019400644750000",
      "LV80BANK0000435195001",
      "MC5811222000010123456789030",
      "MD24AG000225100013104168",
      "ME25505000012345678951",
      "MK07250120000058984",
      "MT84MALT011000012345MTLCAST001S",
      "NL91ABNA0417164300",
      "NO9386011117947",
      "PL61109010140000071219812874",
      "PT50000201231234567890154",
      "RO49AAAA1B31007593840000",
      "RS35260005601001611379",
      "SE4550000000058398257466",
      "SI56263300012039086",
      "SK3112000000198742637541",
      "SM86U0322509800000000270100",
      "VA59001123000012345678"
    };

    @Test
    void registryExampleOfEverySepaCountryIsAccepted() {
      Set<String> untested = new HashSet<>();
      Destinations.countries(Currency.EUR).forEach(untested::add);
      for (String iban : REGISTRY) {
        assertAccepted(Currency.EUR, ofIban(iban));
        untested.remove(iban.substring(0, 2));
      }
      assertThat(untested).isEmpty();
    }

    @Test
    void shorterOrLongerThanRegisteredIsRejected() {
      for (String iban : REGISTRY) {
        assertRejected(Currency.EUR, ofIban(iban + "0"), "account_number");
        assertRejected(
            Currency.EUR, ofIban(iban.substring(0, iban.length() - 1)), "account_number");
      }
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "ES",
          "ES9121000418450200051333",
          "ES91ABCD0418450200051332",
          "ES0021000418450200051332",
          "es9121000418450200051332",
          "ES91-2100-0418-4502-0005-1332",
          "DE89370400440532013000",
          "9121000418450200051332"
        })
    void wrongIbanIsRejected(String iban) {
      assertRejected(Currency.EUR, recipient("ES", iban, "CAIXESBB"), "account_number");
    }

    @Test
    void checkDigitsOutsideTheStandardAreRejectedDespiteTheirRemainder() {
      int tried = 0;
      for (int account = 0; account < 100; account++) {
        String bban = "3704004405320130" + String.format("%02d", account);
        for (String digits : new String[] {"00", "01", "99"}) {
          assertRejected(Currency.EUR, ofIban("DE" + digits + bban), "account_number");
          tried++;
        }
      }
      assertThat(tried).isEqualTo(300);
    }

    @ParameterizedTest
    @ValueSource(strings = {"CAIXESBB", "CAIXESBBXXX", "CAIXESBB01A", " CAIX ESBB "})
    void bicOfTheCountryIsAccepted(String bic) {
      assertAccepted(Currency.EUR, recipient("ES", "ES9121000418450200051332", bic));
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "",
          "CAIX",
          "CAIXESB",
          "CAIXESBBX",
          "CAIXESBBXX",
          "CAIXESBBXXXX",
          "caixesbb",
          "DEUTDEFF",
          "CAIXE5BB",
          "CAI-ESBB",
          "CAIXESBＢ",
          "2100"
        })
    void otherBankCodeIsRejected(String bic) {
      assertRejected(Currency.EUR, recipient("ES", "ES9121000418450200051332", bic), "bank_code");
    }
  }

  @Nested
  class UnitedKingdom {

    @ParameterizedTest
    @ValueSource(strings = {"601613", "60-16-13", "60 16 13", " 60-16-13 "})
    void sortCodeIsStoredAsSixDigits(String sortCode) {
      Recipient pasted = recipient("GB", "31926819", sortCode);
      assertAccepted(Currency.GBP, pasted);
      assertThat(RecipientRules.stored(pasted, Currency.GBP).bankCode()).isEqualTo("601613");
    }

    @ParameterizedTest
    @CsvSource({
      "3192681, 601613, account_number",
      "319268190, 601613, account_number",
      "3192681A, 601613, account_number",
      "31926819, 60161, bank_code",
      "31926819, 6016133, bank_code",
      "31926819, 60--16-13, bank_code",
      "31926819, -601613, bank_code",
      "31926819, NWBKGB2L, bank_code",
      "GB29NWBK60161331926819, 601613, bank_code",
      "GB29NWBK60161331926819, DEUTDEFF, bank_code",
      "GB28NWBK60161331926819, NWBKGB2L, account_number",
      "DE89370400440532013000, NWBKGB2L, account_number"
    })
    void wrongAccountIsRejected(String accountNumber, String bankCode, String member) {
      assertRejected(Currency.GBP, recipient("GB", accountNumber, bankCode), member);
    }

    @Test
    void euroNeedsTheIban() {
      assertRejected(Currency.EUR, recipient("GB", "31926819", "601613"), "account_number");
    }
  }

  @Nested
  class UnitedStates {

    @ParameterizedTest
    @ValueSource(
        strings = {"021000021", "011401533", "091000019", "122105155", "322271627", "111000025"})
    void routingNumberIsAccepted(String routing) {
      assertAccepted(Currency.USD, recipient("US", "1234", routing));
      assertAccepted(Currency.USD, recipient("US", "12345678901234567", routing));
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "",
          "021000022",
          "21000021",
          "0210000210",
          "000000000",
          "000000518",
          "800000019",
          "130000000",
          "02100002l",
          "CHASUS33",
          "-021000021",
          "021--000021",
          "０２１００００２１"
        })
    void otherRoutingNumberIsRejected(String routing) {
      assertRejected(Currency.USD, recipient("US", "000123456789", routing), "bank_code");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "123", "123456789012345678", "0000", "12A4", "GB29", "1234-567"})
    void accountHasFourToSeventeenDigits(String account) {
      assertRejected(Currency.USD, recipient("US", account, "021000021"), "account_number");
    }
  }

  /** Numbers that banks and forms group by a hyphen, and word processors by their own. */
  @ParameterizedTest
  @CsvSource({
    "MXN, MX, 032 180 00011835971 9, 032, 032180000118359719, 032",
    "NGN, NG, 00000 14579, 011, 0000014579, 011",
    "NGN, NG, 0000014573, 50 547, 0000014573, 50547",
    "USD, US, 000123456789, 0210 0002 1, 000123456789, 021000021",
    "GBP, GB, 31926819, 60 16 13, 31926819, 601613",
    "CAD, CA, 1234567, 12345 678, 1234567, 067812345"
  })
  void hyphensOfAnyKindAreAcceptedAndNotStored(
      Currency currency, String country, String number, String code, String stored, String bank) {
    for (String hyphen : new String[] {"-", "\u2010", "\u2011", "\u2012", "\u2013", "\u2212"}) {
      Recipient pasted = recipient(country, number.replace(" ", hyphen), code.replace(" ", hyphen));

      assertAccepted(currency, pasted);
      assertThat(RecipientRules.stored(pasted, currency))
          .isEqualTo(recipient(country, stored, bank));
    }
  }

  /** Territories that have a code of their own in a BIC, and the IBANs of another country. */
  @ParameterizedTest
  @CsvSource({
    "FR1420041010050500013M02606, RE GP MQ GF YT PM BL MF NC PF WF TF FR",
    "GB29NWBK60161331926819, JE GG IM GB",
    "FI2112345600000785, AX FI"
  })
  void theBicMayBeOfATerritoryThatUsesTheIbansOfTheCountry(String iban, String territories) {
    String country = iban.substring(0, 2);
    for (String territory : territories.split(" ")) {
      for (String bic : new String[] {"BANK" + territory + "2X", "BANK" + territory + "2XABC"}) {
        assertAccepted(Currency.EUR, recipient(country, iban, bic));
        assertRejected(Currency.EUR, recipient("ES", "ES9121000418450200051332", bic), "bank_code");
      }
    }
    assertRejected(Currency.EUR, recipient(country, iban, "BANKMC2X"), "bank_code");
    assertRejected(Currency.EUR, recipient(country, iban, "BANKDE2X"), "bank_code");
  }

  @Nested
  class Mexico {

    @ParameterizedTest
    @CsvSource({
      "032180000118359719, 032",
      "012180026050783858, 012",
      "012180026050783858, BCMRMXMM",
      "012180026050783858, BCMRMXMMXXX"
    })
    void clabeIsAccepted(String clabe, String bankCode) {
      assertAccepted(Currency.MXN, recipient("MX", clabe, bankCode));
    }

    @ParameterizedTest
    @CsvSource({
      "032180000118359718, 032, account_number",
      "03218000011835971, 032, account_number",
      "0321800001183597190, 032, account_number",
      "000000000000000000, 000, account_number",
      "032180000118359719, 012, bank_code",
      "032180000118359719, 32, bank_code",
      "032180000118359719, 40032, bank_code",
      "032180000118359719, BCMRUSMM, bank_code"
    })
    void wrongClabeIsRejected(String clabe, String bankCode, String member) {
      assertRejected(Currency.MXN, recipient("MX", clabe, bankCode), member);
    }
  }

  @Nested
  class Nigeria {

    /** Two worked examples of the Central Bank's paper of 2010, then codes of 2020. */
    @ParameterizedTest
    @CsvSource({
      "0000014579, 011",
      "0000000220, 011",
      "0000014579, 000011",
      "0000014573, 50547",
      "0000014573, 950547"
    })
    void nubanIsAccepted(String nuban, String bankCode) {
      assertAccepted(Currency.NGN, recipient("NG", nuban, bankCode));
    }

    @ParameterizedTest
    @CsvSource({
      "0000014578, 011, account_number",
      "0000014579, 058, account_number",
      "0000014579, 50547, account_number",
      "000001457, 011, account_number",
      "00000145790, 011, account_number",
      "0000000000, 000, account_number",
      "0000014579, 11, bank_code",
      "0000014579, 0011, bank_code",
      "0000014579, 100011, bank_code",
      "0000014579, FBNINGLA, bank_code"
    })
    void wrongNubanIsRejected(String nuban, String bankCode, String member) {
      assertRejected(Currency.NGN, recipient("NG", nuban, bankCode), member);
    }
  }

  @Nested
  class Canada {

    @ParameterizedTest
    @ValueSource(strings = {"000412345", "12345-004", "12345 004", " 12345-004 "})
    void transitNumberIsStoredInItsElectronicForm(String bankCode) {
      Recipient pasted = recipient("CA", "1234-567", bankCode);
      assertAccepted(Currency.CAD, pasted);
      assertThat(RecipientRules.stored(pasted, Currency.CAD))
          .isEqualTo(recipient("CA", "1234567", "000412345"));
    }

    @ParameterizedTest
    @CsvSource({
      "1234, 000412345, account_number",
      "1234567890123, 000412345, account_number",
      "1234567, 12345004, bank_code",
      "1234567, 100412345, bank_code",
      "1234567, 004-12345, bank_code",
      "1234567, ROYCCAT2, bank_code"
    })
    void wrongAccountIsRejected(String accountNumber, String bankCode, String member) {
      assertRejected(Currency.CAD, recipient("CA", accountNumber, bankCode), member);
    }
  }

  @Nested
  class OtherCountries {

    @ParameterizedTest
    @CsvSource({
      "INR, IN, 123456789, HDFC0CAGSBK",
      "PHP, PH, 09171234567, GXCHPHM2XXX",
      "PHP, PH, 1234-5678-90, BNORPHMM",
      "KES, KE, 123456, 01100",
      "BRL, BR, 0001-12345678-9, 260",
      "BRL, BR, BR97 0036 0305 0000 1000 9795 493P 1, CEFXBRSP"
    })
    void accountIsAccepted(Currency currency, String country, String account, String bankCode) {
      assertAccepted(currency, recipient(country, account, bankCode));
    }

    @ParameterizedTest
    @CsvSource({
      "INR, IN, 12345678, SBIN0005943, account_number",
      "INR, IN, 1234567890123456789, SBIN0005943, account_number",
      "INR, IN, 123456789, SBIN1005943, bank_code",
      "INR, IN, 123456789, SBINO005943, bank_code",
      "INR, IN, 123456789, sbin0005943, bank_code",
      "INR, IN, 123456789, SBININBB, bank_code",
      "PHP, PH, 12345, BNORPHMM, account_number",
      "PHP, PH, 123456789012345678, BNORPHMM, account_number",
      "PHP, PH, 1234567890, BNORUSMM, bank_code",
      "KES, KE, 12345, EQBLKENA, account_number",
      "KES, KE, 12345678901234567, EQBLKENA, account_number",
      "KES, KE, 1234567890, 684, bank_code",
      "KES, KE, 1234567890, EQBLUGKA, bank_code",
      "BRL, BR, 1234, 260, account_number",
      "BRL, BR, 0001123456X8, 260, account_number",
      "BRL, BR, BR9700360305000010009795493P2, CEFXBRSP, account_number",
      "BRL, BR, BR9700360305000010009795493P1, 260, bank_code",
      "BRL, BR, 0001123456789, 26, bank_code"
    })
    void wrongAccountIsRejected(
        Currency currency, String country, String account, String bankCode, String member) {
      assertRejected(currency, recipient(country, account, bankCode), member);
    }
  }
}
