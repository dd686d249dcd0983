package com.remitflex.web.dashboard.site;

import static org.assertj.core.api.Assertions.assertThat;

import com.remitflex.features.payments.Payment;
import com.remitflex.platform.money.Rate;
import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeModel;
import java.lang.classfile.Instruction;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.TypeCheckInstruction;
import java.lang.constant.ClassDesc;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A record as text is `Rate[value=…]`: no page and no command shows one. */
class RecordsInTextTest {
  private static final List<String> SHOWN =
      List.of("gg/jte/generated", "com/remitflex/web/dashboard", "com/remitflex/web/cli");

  @Test
  void noTemplateAndNoCommandMakesATextOfARecord() throws Exception {
    Path root = Path.of(Rate.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    List<String> found = new ArrayList<>();
    int templates = 0;
    for (Path file : classes(root)) {
      ClassModel model = ClassFile.of().parse(file);
      templates += file.toString().contains("jte") ? 1 : 0;
      model.methods().stream()
          .flatMap(method -> method.code().stream())
          .flatMap(code -> records(code).stream())
          .forEach(name -> found.add(root.relativize(file) + ": " + name));
    }

    assertThat(templates).as("templates read").isGreaterThan(40);
    assertThat(found).isEmpty();
  }

  /** The test sees the faults that it is there for. */
  @Test
  void aRecordInATextIsFound() throws IOException {
    String resource = RecordsInTextTest.class.getName().replace('.', '/') + "$Leaks.class";
    byte[] bytes;
    try (var in = RecordsInTextTest.class.getClassLoader().getResourceAsStream(resource)) {
      bytes = in.readAllBytes();
    }
    List<String> found = new ArrayList<>();
    ClassFile.of().parse(bytes).methods().stream()
        .flatMap(method -> method.code().stream())
        .forEach(code -> found.addAll(records(code)));

    assertThat(found)
        .containsExactly("com.remitflex.platform.money.Rate", "com.remitflex.platform.money.Rate");
  }

  /** What must not be written. */
  static final class Leaks {
    private Leaks() {}

    static String called(Rate rate) {
      return rate.toString();
    }

    static String joined(Payment payment) {
      return "rate " + payment.rate();
    }
  }

  private static List<Path> classes(Path root) throws IOException {
    List<Path> files = new ArrayList<>();
    for (String folder : SHOWN) {
      try (Stream<Path> walk = Files.walk(root.resolve(folder))) {
        walk.filter(file -> file.toString().endsWith(".class")).forEach(files::add);
      }
    }
    return files;
  }

  /** The records that a method makes texts of. A text that is joined begins as String.valueOf. */
  private static List<String> records(CodeModel code) {
    List<String> found = new ArrayList<>();
    Optional<ClassDesc> value = Optional.empty();
    for (CodeElement element : code) {
      if (!(element instanceof Instruction)) {
        continue;
      }
      if (element instanceof InvokeInstruction call) {
        boolean isText =
            call.name().equalsString("toString") && call.typeSymbol().parameterCount() == 0;
        boolean isJoined = call.name().equalsString("valueOf");
        Optional<ClassDesc> shown =
            isText ? Optional.of(call.owner().asSymbol()) : isJoined ? value : Optional.empty();
        shown
            .filter(RecordsInTextTest::isRecord)
            .map(RecordsInTextTest::name)
            .ifPresent(found::add);
      }
      value =
          switch (element) {
            case InvokeInstruction call -> Optional.of(call.typeSymbol().returnType());
            case FieldInstruction field -> Optional.of(field.typeSymbol());
            case TypeCheckInstruction cast -> Optional.of(cast.type().asSymbol());
            default -> Optional.empty();
          };
    }
    return found;
  }

  private static String name(ClassDesc type) {
    return type.packageName() + "." + type.displayName();
  }

  private static boolean isRecord(ClassDesc type) {
    if (!type.isClassOrInterface() || !type.packageName().startsWith("com.remitflex")) {
      return false;
    }
    try {
      return Class.forName(
              type.descriptorString()
                  .substring(1, type.descriptorString().length() - 1)
                  .replace('/', '.'),
              false,
              RecordsInTextTest.class.getClassLoader())
          .isRecord();
    } catch (ClassNotFoundException e) {
      throw new AssertionError(e);
    }
  }
}
