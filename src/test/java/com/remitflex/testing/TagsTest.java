package com.remitflex.testing;

import static com.tngtech.archunit.lang.conditions.ArchPredicates.are;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.ArchConfiguration;
import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A class of tests that starts a process or a browser has the tag that keeps it out of --fast. */
@Tag("slow")
class TagsTest {
  private static final JavaClasses TESTS =
      ArchConfiguration.withThreadLocalScope(configuration -> {
        // The rules ask for names of classes only, so the product and its libraries are not read.
        configuration.setResolveMissingDependenciesFromClassPath(false);
        return new ClassFileImporter()
            .importUrl(TagsTest.class.getProtectionDomain().getCodeSource().getLocation());
      });

  @Test
  void whatStartsAProcessIsTagged() {
    noClasses()
        .that(are(testsWithout("process")))
        .should()
        .dependOnClassesThat()
        .belongToAnyOf(
            ServerProcess.class,
            CommandProcess.class,
            ThreeNodes.class,
            ReverseProxy.class,
            Prometheus.class,
            Anvil.class,
            SmallDisk.class,
            ProcessBuilder.class,
            Runtime.class)
        .check(TESTS);
  }

  @Test
  void whatStartsABrowserIsTagged() {
    noClasses()
        .that(are(testsWithout("browser")))
        .should()
        .dependOnClassesThat()
        .belongToAnyOf(Browser.class)
        .orShould()
        .dependOnClassesThat()
        .resideInAPackage("com.microsoft.playwright..")
        .check(TESTS);
  }

  /**
   * Classes outside the fixtures that neither have the tag themselves nor stand in one that has.
   */
  private static DescribedPredicate<JavaClass> testsWithout(String tag) {
    return DescribedPredicate.describe(
        "tests without the tag " + tag,
        type -> {
          if (type.getPackageName().equals(TagsTest.class.getPackageName())) {
            return false;
          }
          return !hasTag(type, tag);
        });
  }

  private static boolean hasTag(JavaClass type, String tag) {
    boolean tagged =
        Arrays.stream(type.reflect().getAnnotationsByType(Tag.class))
            .anyMatch(one -> one.value().equals(tag));
    return tagged || type.getEnclosingClass().filter(outer -> hasTag(outer, tag)).isPresent();
  }
}
