package com.remitflex.testing;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.TestSource;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;

/** Records how the tests end that prove a guarantee; JUnit loads it as a service. */
public final class GuaranteeListener implements TestExecutionListener {
  private TestPlan plan;

  @Override
  public void testPlanExecutionStarted(TestPlan testPlan) {
    plan = testPlan;
    MintedSecrets.watchLogs();
  }

  @Override
  public void executionStarted(TestIdentifier test) {
    if (test.isTest()) {
      method(test).ifPresent(GuaranteeListener::begin);
    }
  }

  private static void begin(Method method) {
    Guarantee guarantee = method.getAnnotation(Proves.class).value();
    Set<String> planned =
        Arrays.stream(method.getDeclaringClass().getDeclaredMethods())
            .filter(other -> other.isAnnotationPresent(Proves.class))
            .filter(other -> other.getAnnotation(Proves.class).value() == guarantee)
            .map(Method::getName)
            .collect(Collectors.toSet());
    Guarantees.begin(
        guarantee, method.getDeclaringClass().getSimpleName(), planned, method.getName());
  }

  @Override
  public void executionFinished(TestIdentifier test, TestExecutionResult result) {
    if (test.isTest()) {
      method(test).ifPresent(method -> end(method, result));
    } else if (result.getStatus() == TestExecutionResult.Status.FAILED) {
      // If a class fails before its tests, none of them is started; each one counts as failed.
      plan.getDescendants(test).stream()
          .flatMap(one -> method(one).stream())
          .forEach(method -> {
            begin(method);
            end(method, result);
          });
    }
  }

  private static void end(Method method, TestExecutionResult result) {
    Guarantee guarantee = method.getAnnotation(Proves.class).value();
    switch (result.getStatus()) {
      case SUCCESSFUL -> Guarantees.passed(guarantee, method.getName());
      case ABORTED -> Guarantees.skipped(guarantee, method.getName());
      case FAILED ->
          Guarantees.broken(
              guarantee, method.getName() + ": " + result.getThrowable().orElseThrow().toString());
    }
  }

  @Override
  public void testPlanExecutionFinished(TestPlan testPlan) {
    MintedSecrets.report();
    Guarantees.write(Guarantee.LEDGER_WHOLE);
    Guarantees.write(Guarantee.NO_SECRET_LEAKS);
  }

  private static Optional<Method> method(TestIdentifier test) {
    Optional<TestSource> source = test.getSource();
    return source
        .filter(MethodSource.class::isInstance)
        .map(one -> ((MethodSource) one).getJavaMethod())
        .filter(method -> method.isAnnotationPresent(Proves.class));
  }
}
