package dev.credence;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Dependencies point one way: which room may use which, and what only one place may know. */
class RoomsTest {
  private static final String ROOT = "dev.credence";

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages(ROOT);

  /** A room and the rooms it may use besides itself, each with everything below it. */
  private record Room(String name, List<String> uses) {
    static Room of(String name, String uses) {
      return new Room(name, uses.isEmpty() ? List.of() : List.of(uses.split(" ")));
    }
  }

  private static final String MATHEMATICS = "autodiff op tensor noise";
  private static final String MODELLING = "layer loss posterior " + MATHEMATICS;
  private static final String LEAVES = "data physics calibration";
  private static final String ENGINE =
      "inference predict model backend " + MODELLING + " " + LEAVES;

  private static final List<Room> ROOMS =
      List.of(
          Room.of("noise", ""),
          Room.of("tensor", ""),
          Room.of("data", ""),
          Room.of("physics", ""),
          Room.of("calibration", ""),
          Room.of("op", "tensor noise"),
          Room.of("backend", "op tensor noise"),
          Room.of("autodiff", "op tensor"),
          Room.of("layer", MODELLING),
          Room.of("loss", MODELLING),
          Room.of("posterior", MODELLING),
          Room.of("inference", ENGINE),
          Room.of("predict", ENGINE),
          Room.of("model", ENGINE),
          Room.of("doctor", "backend op tensor"));

  /** Rooms on top, which may use everything and which nothing below may use. */
  private static final Set<String> TOP = Set.of("study", "report", "cli");

  @TestFactory
  Stream<DynamicTest> roomsUseOnlyWhatTheyMay() {
    return ROOMS.stream()
        .map(
            room ->
                dynamicTest(
                    room.name(),
                    () ->
                        noClasses()
                            .that()
                            .resideInAPackage(within(room.name()))
                            .should()
                            .dependOnClassesThat(
                                resideInAPackage(ROOT + "..")
                                    .and(DescribedPredicate.not(resideInAnyPackage(allowed(room)))))
                            .allowEmptyShould(true)
                            .check(CLASSES)));
  }

  private static String within(String room) {
    return ROOT + "." + room + "..";
  }

  private static String[] allowed(Room room) {
    return Stream.concat(Stream.of(room.name()), room.uses().stream())
        .map(RoomsTest::within)
        .toArray(String[]::new);
  }

  @Test
  void everyRoomHasItsRule() {
    Set<String> found = new TreeSet<>();
    for (JavaClass type : CLASSES) {
      String[] names = type.getPackageName().split("\\.");
      if (names.length > 2) {
        found.add(names[2]);
      }
    }
    Set<String> known =
        ROOMS.stream().map(Room::name).collect(Collectors.toCollection(TreeSet::new));
    known.addAll(TOP);
    assertThat(found).isSubsetOf(known).contains("op", "backend", "tensor", "noise");
  }

  @TestFactory
  Stream<DynamicTest> onlyBackendsKnowsTheImplementations() {
    return Stream.of("scalar", "vector", "cuda")
        .map(
            name ->
                dynamicTest(
                    name,
                    () ->
                        noClasses()
                            .that()
                            .doNotHaveFullyQualifiedName(ROOT + ".backend.Backends")
                            .and()
                            .resideOutsideOfPackage(within("backend." + name))
                            .should()
                            .dependOnClassesThat()
                            .resideInAPackage(within("backend." + name))
                            .check(CLASSES)));
  }

  @Test
  void onlyTheVectorBackendUsesTheIncubatorModule() {
    onlyIn("backend.vector", "jdk.incubator.vector..");
  }

  @Test
  void onlyTheDriverUsesJcuda() {
    onlyIn("backend.cuda.driver", "jcuda..");
  }

  private static void onlyIn(String room, String... packages) {
    noClasses()
        .that()
        .resideOutsideOfPackage(within(room))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(packages)
        .as("only %s uses %s".formatted(room, Arrays.toString(packages)))
        .check(CLASSES);
  }
}
