package com.remitflex;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.io.PrintStream;
import java.sql.Connection;
import java.sql.Statement;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;

/** What may use what, as the bytecode has it. Each exception stands here with its reason. */
class ArchitectureTest {
  private static final String ROOT = "com.remitflex";

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_JARS)
          .importPackages(ROOT);

  /** From the bottom; a package uses packages of lower levels alone. */
  private static final List<Set<String>> LEVELS =
      List.of(
          Set.of("money", "ids", "errors", "net", "names"),
          Set.of("http", "database", "logs", "background"),
          Set.of("accounts", "ledger", "events", "idempotency", "rails", "ratelimit", "requestlog"),
          Set.of("keys", "corridors", "compliance", "recipients"),
          Set.of("engine", "scan"),
          Set.of("audit", "mail", "spending", "usage"),
          Set.of("payments", "sandbox", "keyring", "settings", "people", "alerts"),
          Set.of("leaks", "history"),
          Set.of("cli", "dashboard"),
          Set.of(""));

  /** Arrows within a level. */
  private static final Map<String, String> SAME_LEVEL =
      Map.of(
          "http -> database", "SqlFault tells whether the database is away: 503 and not 500",
          "ledger -> accounts", "HeadId says whose books they are",
          "events -> accounts", "HeadId says whose events they are",
          "idempotency -> accounts", "HeadId says whose keys they are",
          "rails -> accounts", "HeadId says whose payment it is",
          "requestlog -> accounts", "HeadId says whose requests they are",
          "settings -> alerts", "an account says what it wants to be told of its keys");

  /** Who sends SQL beside the stores and the package `database`. */
  private static final Map<String, String> SQL =
      Map.of(
          "App", "readiness: whether the database answers at all",
          "Storage", "what the server must be, before there is a table",
          "cli.DoctorCommand", "one snapshot around all audits",
          "engine.BatchTransaction", "the lock time-out of its own transaction",
          "keys.NodeLease", "its own connection, outside of every pool and transaction",
          "keys.Secrets", "the advisory lock under which the pepper is made",
          "ledger.LedgerAudit", "invariants across tables",
          "requestlog.RequestCopy", "COPY, and what belongs into its transaction",
          "payments.PaymentAudit", "invariants across tables");

  private static final Map<String, String> STANDARD_STREAMS =
      Map.of(
          "cli.Console", "the one place that writes to the terminal",
          "Main", "picocli prints its own usage");

  private static final Set<String> MONEY =
      Set.of(
          "money",
          "ledger",
          "engine",
          "payments",
          "sandbox",
          "corridors",
          "rails",
          "compliance",
          "idempotency",
          "events");

  /** Replaced by java.time, and a source of randomness that can be foreseen. */
  private static final Set<String> BANNED =
      Set.of(
          "java.util.Date",
          "java.util.Calendar",
          "java.util.GregorianCalendar",
          "java.text.SimpleDateFormat",
          "java.util.Random",
          "java.util.concurrent.ThreadLocalRandom");

  /** ArchUnit leaves out, with a warning, what it cannot read. */
  @Test
  void theClassFilesAreRead() {
    assertThat(CLASSES.size()).isGreaterThan(150);
    assertThat(CLASSES.get(App.class).getMethodCallsFromSelf()).isNotEmpty();
    assertThat(dependencies().map(d -> packageOf(d.getOriginClass())))
        .contains("engine", "payments", "keys");
  }

  @Test
  void aPackageUsesOnlyPackagesOfLowerLevels() {
    Map<String, Integer> levels = new HashMap<>();
    for (int level = 0; level < LEVELS.size(); level++) {
      for (String name : LEVELS.get(level)) {
        levels.put(name, level);
      }
    }
    Set<String> packages = new TreeSet<>();
    CLASSES.forEach(one -> packages.add(packageOf(one)));
    assertThat(packages).as("packages with a level").isEqualTo(new TreeSet<>(levels.keySet()));

    Set<String> usedExceptions = new TreeSet<>();
    Set<String> wrong = new TreeSet<>();
    dependencies()
        .forEach(dependency -> {
          String from = packageOf(dependency.getOriginClass());
          String to = packageOf(dependency.getTargetClass());
          String arrow = from + " -> " + to;
          int down = levels.get(from) - levels.get(to);
          if (down == 0 && SAME_LEVEL.containsKey(arrow)) {
            usedExceptions.add(arrow);
          } else if (down <= 0) {
            wrong.add(arrow + ": " + dependency.getDescription());
          }
        });
    assertThat(wrong).as("arrows that do not point down").isEmpty();
    assertThat(usedExceptions).as("exceptions in use").isEqualTo(SAME_LEVEL.keySet());
  }

  @Test
  void packagesHaveNoCycles() {
    SlicesRuleDefinition.slices()
        .matching(ROOT + ".(*)..")
        .should()
        .beFreeOfCycles()
        .check(CLASSES);
  }

  @Test
  void onlyStoresSendSql() {
    Set<String> statements =
        Set.of(
            "createQuery",
            "createUpdate",
            "createScript",
            "createCall",
            "createBatch",
            "prepareBatch",
            "execute",
            "select",
            "prepareStatement",
            "prepareCall",
            "createStatement",
            "executeQuery",
            "executeUpdate");
    assertOnly(
        "classes that send SQL",
        SQL,
        call ->
            statements.contains(call.getTarget().getName())
                && isOneOf(
                    call.getTargetOwner(),
                    Handle.class,
                    Jdbi.class,
                    Connection.class,
                    Statement.class),
        name -> name.endsWith("Store") || name.startsWith("database."));
  }

  @Test
  void onlyTheConsoleWritesToTheTerminal() {
    Map<String, Set<String>> found = new TreeMap<>();
    for (JavaClass one : CLASSES) {
      one.getFieldAccessesFromSelf().stream()
          .filter(access -> access.getTargetOwner().isEquivalentTo(System.class))
          .filter(access -> access.getTarget().getRawType().isEquivalentTo(PrintStream.class))
          .forEach(access -> add(found, access));
    }
    assertListed("classes that use System.out or System.err", STANDARD_STREAMS, found);
  }

  @Test
  void noOnePrintsAStackTrace() {
    assertOnly(
        "printStackTrace",
        Map.of(),
        call ->
            call.getTarget().getName().equals("printStackTrace")
                && call.getTargetOwner().isAssignableTo(Throwable.class),
        name -> false);
  }

  @Test
  void onlyHttpUsesTheServersLibrary() {
    Set<String> wrong = new TreeSet<>();
    CLASSES.stream()
        .filter(one -> !packageOf(one).equals("http"))
        .flatMap(one -> one.getDirectDependenciesFromSelf().stream())
        .filter(d -> d.getTargetClass().getPackageName().startsWith("io.helidon"))
        .forEach(d -> wrong.add(d.getDescription()));
    assertThat(wrong).isEmpty();
  }

  @Test
  void noOneUsesWhatIsBanned() {
    Set<String> wrong = new TreeSet<>();
    CLASSES.stream()
        .flatMap(one -> one.getDirectDependenciesFromSelf().stream())
        .filter(d -> BANNED.contains(d.getTargetClass().getName()))
        .forEach(d -> wrong.add(d.getDescription()));
    assertThat(wrong).isEmpty();
  }

  /** Declared, passed or returned; TidyTest looks for the words, for what is local. */
  @Test
  void moneyIsNeverABinaryFraction() {
    Set<String> wrong = new TreeSet<>();
    for (JavaClass one : CLASSES) {
      if (MONEY.contains(packageOf(one))) {
        one.getFields().stream()
            .filter(field -> isBinaryFraction(field.getRawType()))
            .forEach(field -> wrong.add(field.getDescription()));
        one.getCodeUnits().stream()
            .filter(unit -> takesOrGivesBinaryFraction(unit))
            .forEach(unit -> wrong.add(unit.getDescription()));
        calls(one)
            .filter(ArchitectureTest::passesBinaryFraction)
            .forEach(call -> wrong.add(call.getDescription()));
      }
    }
    assertThat(wrong).isEmpty();
  }

  private static Stream<JavaCall<?>> calls(JavaClass one) {
    return one.getCodeUnits().stream().flatMap(unit -> unit.getCallsFromSelf().stream());
  }

  private static boolean takesOrGivesBinaryFraction(JavaCodeUnit unit) {
    return isBinaryFraction(unit.getRawReturnType())
        || unit.getRawParameterTypes().stream().anyMatch(ArchitectureTest::isBinaryFraction);
  }

  private static boolean passesBinaryFraction(JavaCall<?> call) {
    return isBinaryFraction(call.getTarget().getRawReturnType())
        || call.getTarget().getRawParameterTypes().stream()
            .anyMatch(ArchitectureTest::isBinaryFraction);
  }

  private static boolean isBinaryFraction(JavaClass type) {
    return isOneOf(type, double.class, float.class, Double.class, Float.class);
  }

  private static boolean isOneOf(JavaClass type, Class<?>... expected) {
    return Stream.of(expected)
        .anyMatch(one ->
            one.isPrimitive() || one.getPackageName().equals("java.lang")
                ? type.isEquivalentTo(one)
                : type.isAssignableTo(one));
  }

  /** Every use of one of the product's packages by another. */
  private static Stream<Dependency> dependencies() {
    return CLASSES.stream()
        .flatMap(one -> one.getDirectDependenciesFromSelf().stream())
        .filter(d -> isOurs(d.getTargetClass()))
        .filter(d -> !packageOf(d.getOriginClass()).equals(packageOf(d.getTargetClass())));
  }

  private static boolean isOurs(JavaClass one) {
    String name = one.getPackageName();
    return name.equals(ROOT) || name.startsWith(ROOT + ".");
  }

  private static String packageOf(JavaClass one) {
    String name = one.getPackageName();
    return name.equals(ROOT) ? "" : name.substring(ROOT.length() + 1);
  }

  /** The top-level class in which it stands, without the common package. */
  private static String fileOf(JavaClass one) {
    return one.getName().substring(ROOT.length() + 1).replaceFirst("\\$.*", "");
  }

  private static void assertOnly(
      String what,
      Map<String, String> listed,
      Predicate<JavaCall<?>> wanted,
      Predicate<String> allowed) {
    Map<String, Set<String>> found = new TreeMap<>();
    for (JavaClass one : CLASSES) {
      calls(one)
          .filter(call -> wanted.test(call) && !allowed.test(fileOf(one)))
          .forEach(call -> add(found, call));
    }
    assertListed(what, listed, found);
  }

  private static void add(Map<String, Set<String>> found, JavaAccess<?> access) {
    found
        .computeIfAbsent(fileOf(access.getOriginOwner()), file -> new TreeSet<>())
        .add(access.getDescription());
  }

  /** Neither one that is not listed nor a listed one that is no more. */
  private static void assertListed(
      String what, Map<String, String> listed, Map<String, Set<String>> found) {
    Map<String, Set<String>> wrong = new TreeMap<>(found);
    wrong.keySet().removeAll(listed.keySet());
    assertThat(wrong).as(what).isEmpty();
    Set<String> unused = new HashSet<>(listed.keySet());
    unused.removeAll(found.keySet());
    assertThat(unused).as("listed among the %s without need", what).isEmpty();
  }
}
