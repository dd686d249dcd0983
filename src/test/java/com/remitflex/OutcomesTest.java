package com.remitflex;

import static org.assertj.core.api.Assertions.assertThat;

import com.remitflex.core.engine.Decision;
import com.remitflex.features.members.signin.SignInOutcome;
import com.remitflex.features.rails.Report;
import com.remitflex.platform.errors.CheckReturnValue;
import com.remitflex.platform.errors.Result;
import com.remitflex.platform.http.api.Authentication;
import com.remitflex.testing.ProductClasses;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeElement;
import java.lang.classfile.Instruction;
import java.lang.classfile.MethodModel;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.InvokeInstruction;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** No caller ignores an outcome. */
class OutcomesTest {
  private static final List<Class<?>> OUTCOMES =
      List.of(
          Result.class, Decision.class, SignInOutcome.class, Report.class, Authentication.class);

  private static final Set<String> DESCRIPTORS =
      OUTCOMES.stream().map(Class::descriptorString).collect(Collectors.toSet());

  private static final JavaClasses CLASSES = ProductClasses.ALL;

  /** Then ignoring it is an error of the compiler. */
  @Test
  void methodThatReturnsAResultMustBeChecked() {
    Set<String> unmarked = new TreeSet<>();
    Set<String> marked = new TreeSet<>();
    for (JavaMethod method : CLASSES.stream().flatMap(one -> one.getMethods().stream()).toList()) {
      boolean answers =
          method.getReturnType().getAllInvolvedRawTypes().stream()
              .anyMatch(type -> type.isEquivalentTo(Result.class));
      boolean hidden =
          method.getModifiers().contains(JavaModifier.PRIVATE)
              || method.getModifiers().contains(JavaModifier.SYNTHETIC);
      if (answers && !hidden) {
        (method.isAnnotatedWith(CheckReturnValue.class)
                    || method.getOwner().isAnnotatedWith(CheckReturnValue.class)
                ? marked
                : unmarked)
            .add(method.getFullName());
      }
    }
    assertThat(marked).hasSizeGreaterThan(8);
    // What a batch returns is looked up by its command, and its caller waits for that.
    unmarked.removeIf(name ->
        name.contains(".BatchTransaction.run(") || name.contains(".QueuedCommand.outcome("));
    assertThat(unmarked).as("without @CheckReturnValue").isEmpty();
  }

  /** As the bytecode has it: called, and the result taken off the stack. */
  @Test
  void noOutcomeIsDropped() throws IOException {
    List<String> dropped = new ArrayList<>();
    int calls = 0;
    for (ClassModel one : models()) {
      for (MethodModel method : one.methods()) {
        List<CodeElement> code =
            method.code().stream()
                .flatMap(model -> model.elementStream())
                .filter(element -> element instanceof Instruction)
                .toList();
        for (int i = 0; i + 1 < code.size(); i++) {
          if (code.get(i) instanceof InvokeInstruction call && answersOutcome(call)) {
            calls++;
            if (((Instruction) code.get(i + 1)).opcode() == Opcode.POP) {
              dropped.add(
                  one.thisClass().asInternalName() + "." + method.methodName().stringValue());
            }
          }
        }
      }
    }
    assertThat(calls).isGreaterThan(30);
    assertThat(dropped).isEmpty();
  }

  private static boolean answersOutcome(InvokeInstruction call) {
    String type = call.type().stringValue();
    String result = type.substring(type.indexOf(')') + 1);
    return DESCRIPTORS.contains(result)
        || (call.owner().asInternalName().equals("com/remitflex/core/engine/Engine")
            && call.name().stringValue().equals("runAll"));
  }

  private static List<ClassModel> models() throws IOException {
    Path root =
        Path.of(CLASSES.get(App.class).getSource().orElseThrow().getUri())
            .getParent()
            .getParent()
            .getParent();
    try (Stream<Path> files = Files.walk(root)) {
      return files
          .filter(file -> file.toString().endsWith(".class"))
          .map(OutcomesTest::parse)
          .toList();
    }
  }

  private static ClassModel parse(Path file) {
    try {
      return ClassFile.of().parse(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
