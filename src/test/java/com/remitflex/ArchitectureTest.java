package com.remitflex;

import static org.assertj.core.api.Assertions.assertThat;

import com.remitflex.core.ledger.Violations;
import com.remitflex.testing.ProductClasses;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.io.PrintStream;
import java.sql.Connection;
import java.sql.Statement;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;

/** What may use what, as the bytecode has it. Each exception stands here with its reason. */
class ArchitectureTest {
  private static final String ROOT = "com.remitflex";

  private static final int MAX_ROOMS = 16;
  private static final int MAX_FILES = 25;

  private static final JavaClasses CLASSES = ProductClasses.ALL;

  /**
   * The floors from the bottom, and on each its rooms in order: arrows point down and back only.
   */
  private static final Map<String, List<String>> FLOORS = floors();

  private static Map<String, List<String>> floors() {
    Map<String, List<String>> floors = new LinkedHashMap<>();
    floors.put(
        "platform",
        List.of(
            "errors",
            "ids",
            "text",
            "money",
            "net",
            "json",
            "access",
            "database",
            "secrets",
            "jobs",
            "telemetry",
            "http"));
    floors.put(
        "core", List.of("accounts", "ledger", "events", "idempotency", "engine", "audit", "mail"));
    floors.put(
        "features",
        List.of(
            "http",
            "statements",
            "recipients",
            "corridors",
            "rails",
            "compliance",
            "members",
            "accounts",
            "apikeys",
            "exchange",
            "payments",
            "activity",
            "leaks",
            "events",
            "webhooks",
            "treasury"));
    floors.put("web", List.of("api", "dashboard", "operator", "docs", "cli"));
    floors.put("", List.of(""));
    return floors;
  }

  private static final Pattern INTERNAL =
      Pattern.compile("^features\\..*(Store|Repository|Repositories|Json)$");

  private static final Pattern STORE = Pattern.compile("(Store|Repository|Repositories)$");

  /** Who sends SQL beside the stores and the package `database`. */
  private static final Map<String, String> SQL =
      Map.ofEntries(
          Map.entry("platform.http.management.Readiness", "whether the database responds at all"),
          Map.entry("Storage", "what the server must be, before there is a table"),
          Map.entry("web.cli.DoctorCommand", "one snapshot around all audits"),
          Map.entry("core.engine.BatchTransaction", "the lock time-out of its own transaction"),
          Map.entry(
              "features.apikeys.authentication.NodeLease",
              "its own connection, outside of every pool and transaction"),
          Map.entry("platform.secrets.Secrets", "the advisory lock under which the pepper is made"),
          Map.entry("core.ledger.Violations", "the queries of those that check invariants"),
          Map.entry("core.ledger.LedgerInvariants", "invariants across tables"),
          Map.entry("core.ledger.MovementInvariants", "invariants across tables"),
          Map.entry(
              "features.activity.recording.RequestCopy",
              "COPY, and what belongs into its transaction"),
          Map.entry(
              "features.activity.recording.IndexWriter", "the index, in the transaction of COPY"),
          Map.entry("features.accounts.deposits.DepositInvariants", "invariants across tables"),
          Map.entry("features.webhooks.deliveries.WebhookInvariants", "invariants across tables"),
          Map.entry("features.exchange.positions.FxInvariants", "invariants across tables"),
          Map.entry("features.payments.PaymentInvariants", "invariants across tables"),
          Map.entry("features.rails.evm.payouts.PayoutInvariants", "invariants across tables"));

  private static final Map<String, String> STANDARD_STREAMS =
      Map.of(
          "web.cli.Console", "the one place that writes to the terminal",
          "Main", "picocli prints its own usage");

  private static final Set<String> MONEY =
      Set.of(
          "platform.money",
          "core.ledger",
          "core.engine",
          "core.idempotency",
          "core.events",
          "features.payments",
          "features.payments.creation",
          "features.accounts.deposits",
          "features.accounts.deposits.addresses",
          "features.accounts.deposits.sandbox",
          "features.corridors",
          "features.corridors.rates",
          "features.exchange.quotes",
          "features.exchange.conversions",
          "features.exchange.positions",
          "features.rails",
          "features.compliance",
          "features.apikeys.spending");

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
        .contains("core.engine", "features.payments", "features.apikeys");
  }

  @Test
  void arrowsPointDown() {
    List<String> order =
        FLOORS.entrySet().stream()
            .flatMap(floor -> floor.getValue().stream().map(room -> room(floor.getKey(), room)))
            .toList();
    Set<String> rooms = new TreeSet<>();
    CLASSES.forEach(one -> rooms.add(roomOf(one)));
    assertThat(rooms).as("rooms that have a place").isEqualTo(new TreeSet<>(order));

    Set<String> wrong = new TreeSet<>();
    dependencies()
        .filter(one -> !roomOf(one.getOriginClass()).equals(roomOf(one.getTargetClass())))
        .filter(one ->
            order.indexOf(roomOf(one.getOriginClass()))
                < order.indexOf(roomOf(one.getTargetClass())))
        .forEach(one ->
            wrong.add(
                roomOf(one.getOriginClass())
                    + " -> "
                    + roomOf(one.getTargetClass())
                    + ": "
                    + one.getDescription()));
    assertThat(wrong).as("arrows that do not point down").isEmpty();
  }

  /** The surfaces call services: what a feature keeps to itself is its SQL and its JSON. */
  @Test
  void surfacesUseNoInternalsOfAFeature() {
    assertThat(usesOf(INTERNAL, origin -> roomOf(origin).startsWith("web."))).isEmpty();
  }

  /** Endpoints and pages get records from a service. */
  @Test
  void routesAndSurfacesUseNoStores() {
    assertThat(
            usesOf(
                STORE,
                origin -> roomOf(origin).startsWith("web.") || fileOf(origin).endsWith("Routes")))
        .isEmpty();
  }

  private static Set<String> usesOf(Pattern internal, Predicate<JavaClass> origin) {
    Set<String> found = new TreeSet<>();
    dependencies()
        .filter(one -> origin.test(one.getOriginClass()))
        .filter(one -> internal.matcher(fileOf(one.getTargetClass())).find())
        .filter(one -> !one.getTargetClass().getName().contains("$"))
        .forEach(
            one -> found.add(fileOf(one.getOriginClass()) + " -> " + fileOf(one.getTargetClass())));
    return found;
  }

  @Test
  void roomsAreFewAndPackagesAreSmall() {
    Map<String, Set<String>> files = new TreeMap<>();
    CLASSES.forEach(
        one -> files.computeIfAbsent(packageOf(one), name -> new TreeSet<>()).add(fileOf(one)));

    assertThat(FLOORS.values()).allMatch(rooms -> rooms.size() <= MAX_ROOMS);
    assertThat(
            files.entrySet().stream()
                .filter(one -> one.getValue().size() > MAX_FILES)
                .map(one -> one.getKey() + ": " + one.getValue().size()))
        .isEmpty();
  }

  @Test
  void packagesHaveNoCycles() {
    SlicesRuleDefinition.slices().matching(ROOT + ".(**)").should().beFreeOfCycles().check(CLASSES);
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
            "executeUpdate",
            "in");
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
                    Statement.class,
                    Violations.class),
        name ->
            name.endsWith("Store") && !name.startsWith("web.")
                || name.startsWith("platform.database."));
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
        .filter(one -> !packageOf(one).startsWith("platform.http"))
        .flatMap(one -> one.getDirectDependenciesFromSelf().stream())
        .filter(d -> d.getTargetClass().getPackageName().startsWith("io.helidon"))
        .forEach(d -> wrong.add(d.getDescription()));
    assertThat(wrong).isEmpty();
  }

  /** So that a server without a receiver of traces loads none of its classes. */
  @Test
  void onlyTheClassesBehindTheSwitchUseTheLibraryOfTraces() {
    Set<String> behindTheSwitch =
        Set.of("SentTraces", "RecordedSpan", "TraceSampler", "ReportedExport");
    Set<String> wrong = new TreeSet<>();
    CLASSES.stream()
        .filter(one ->
            !packageOf(one).equals("platform.telemetry")
                || !behindTheSwitch.contains(one.getName().replaceFirst(".*[.](\\w+).*", "$1")))
        .flatMap(one -> one.getDirectDependenciesFromSelf().stream())
        .filter(d -> d.getTargetClass().getPackageName().startsWith("io.opentelemetry"))
        .forEach(d -> wrong.add(d.getDescription()));
    assertThat(wrong).isEmpty();
  }

  @Test
  void coreHasNoHttp() {
    Set<String> wrong = new TreeSet<>();
    dependencies()
        .filter(one -> roomOf(one.getOriginClass()).startsWith("core."))
        .filter(one -> roomOf(one.getTargetClass()).equals("platform.http"))
        .forEach(one -> wrong.add(one.getDescription()));
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

  private static String room(String floor, String room) {
    return floor.isEmpty() ? "" : floor + "." + room;
  }

  /** The first two folders of its package: floor and room. */
  private static String roomOf(JavaClass one) {
    List<String> folders = List.of(packageOf(one).split("\\.", -1));
    return String.join(".", folders.subList(0, Math.min(2, folders.size())));
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
