package dev.credence.backend.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.credence.backend.Backends;
import dev.credence.backend.StandInLayers;
import dev.credence.backend.StandInParity;
import dev.credence.backend.cuda.driver.Kernel;
import dev.credence.backend.cuda.driver.Precision;
import dev.credence.backend.cuda.emulator.EmulatedDriver;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The real driver, JCuda and its native library over a stand-in of NVIDIA's libraries, in a Java of
 * its own for each test: {@code native/standin}. Whatever is left allocated in the end, the
 * stand-in tells on stderr, which must stay empty.
 */
class StandInTest {
  private static final Path FOLDER = Path.of("target/native/standin").toAbsolutePath();
  private static final String DEVICE = "Stand-in 0";

  @TempDir Path temporary;

  private final Map<String, String> environment = new LinkedHashMap<>();
  private final List<String> options = new ArrayList<>();

  @BeforeEach
  void needsTheStandIn() throws IOException {
    boolean built = Files.exists(FOLDER.resolve("libcuda.so.1"));
    assertThat(built || !Backends.required().contains("emulator"))
        .as("required, but the stand-in is not built")
        .isTrue();
    assumeTrue(built, "the stand-in of libcuda.so.1 is not built: it needs g++ and make");
    images("toolkit=13.0\ncubins=90a\nptx=80\n");
    options.add("-Dcredence.cuda.driver=" + FOLDER.resolve("libcuda.so.1"));
    options.add("-Dcredence.cuda.libraries=" + FOLDER);
  }

  /** The stand-in takes any image, so that no nvcc is needed. */
  private void images(String properties) throws IOException {
    for (Kernel kernel : Kernels.all()) {
      Files.writeString(temporary.resolve(kernel.image() + ".fatbin"), "any");
    }
    Files.writeString(temporary.resolve("images.properties"), properties);
  }

  @Test
  void operationsAgreeWithTheOracle() throws Exception {
    assertThat(run(StandInParity.class, "Activate", "ActivateBackward"))
        .satisfiesExactly(
            line -> assertThat(line).matches("fp32: [1-9]\\d* cases, 0 rounded"),
            line -> assertThat(line).matches("tf32: [1-9]\\d* cases, 0 rounded"),
            line -> assertThat(line).matches("bf16: [1-9]\\d* cases, 0 rounded"));
  }

  /** The library has one handle for all precisions of a device. */
  @Test
  void productsAgreeThroughJcublasAndTheForwarder() throws Exception {
    options.add("-Dcredence.cuda.blas=on");
    String[] products = {"MatMul", "MatMulBackward", "SampledMatMul", "SampledMatMulBackward"};
    assertThat(run(StandInParity.class, products))
        .satisfiesExactly(
            line -> assertThat(line).matches("fp32: [1-9]\\d* cases, 0 rounded"),
            line -> assertThat(line).matches("tf32: [1-9]\\d* cases, 4 rounded"),
            line -> assertThat(line).matches("bf16: [1-9]\\d* cases, 4 rounded"));
  }

  @Test
  void layersRunTogetherAsOnTheEmulatedDevice() throws Exception {
    options.add("-Dcredence.cuda.precision=bf16");
    EmulatedDriver emulated = TestDevice.emulated();
    String expected = StandInLayers.bits(new CudaBackend(emulated, Tuning.DEFAULT, Precision.BF16));
    assertThat(emulated.launched()).contains("feed_forward_bf16_128_warpgroup", "dropout_factors");
    assertThat(run(StandInLayers.class)).containsExactly(expected);
  }

  @Test
  void everyQueuedRunHasItsState() throws Exception {
    assertThat(run("states"))
        .containsExactly("rates 247500.0 of 247500", "scales 5000.0 of 5000", "allocated 0");
  }

  @Test
  void copiesOfAnySizeArriveWhole() throws Exception {
    assertThat(run("copies"))
        .hasSize(5)
        .allSatisfy(line -> assertThat(line).endsWith("zeroed true same true"));
  }

  @Test
  void programsAreGivenBack() throws Exception {
    assertThat(run("garbage")).containsExactly("closed");
  }

  @Test
  void threadsAndDevicesDoNotMix() throws Exception {
    environment.put("CREDENCE_STANDIN_DEVICES", "2");
    assertThat(run("threads")).hasSize(4).containsOnly("wrong 0");
  }

  @Test
  void wordsOfCurandAreOurs() throws Exception {
    assertThat(run("words"))
        .containsExactly(
            "from 0 wrong 0",
            "from 262136 wrong 0",
            "from 1125899906842636 wrong 0",
            "wrong: java.lang.IllegalArgumentException: cuRAND draws normals in pairs, and 3 are"
                + " wanted");
  }

  @Test
  void whatHoldsOfCurandOnAGpuHoldsHere() throws Exception {
    assertThat(run("tests"))
        .containsExactlyInAnyOrder(
            "wordsAreCurands passes",
            "operationsReadTheNumbersOfTheirSeed passes",
            "aRunIsRepeatedAndEveryPartOfTheKeyCounts passes",
            "aReplicaIsTheSameAlone passes",
            "momentsAreThoseOfIndependentNormals passes",
            "everyEstimatorTrains passes",
            "aRunAllocatesNothing passes");
  }

  @Test
  void thePropertyChoosesTheSourceOfNormals() throws Exception {
    options.add("-Dcredence.cuda.noise=curand");
    assertThat(run("select", "cuda").get(0)).endsWith(", normals from cuRAND");
    assertThat(run("draws")).containsExactly("done: normals", "done: normals");
    options.add("-Dcredence.cuda.noise=numpy");
    assertThat(run("select", "cuda").get(0))
        .isEqualTo(
            "cuda: the cuda backend does not start: credence.cuda.noise must be philox or curand,"
                + " not numpy");
  }

  @Test
  void curandThatIsAskedForAndMissingIsNamed() throws Exception {
    options.add("-Dcredence.cuda.noise=curand");
    options.add("-Dcredence.cuda.libraries=" + temporary);
    assertThat(run("draws"))
        .hasSize(2)
        .allSatisfy(
            line ->
                assertThat(line)
                    .startsWith(
                        "refused: credence.cuda.noise is curand, and cuRAND does not load: "
                            + "libcurand.so.10: "));
  }

  @Test
  void aRefusalOfCurandNamesTheOperation() throws Exception {
    environment.put("CREDENCE_STANDIN_FAIL", "curandGenerateNormal:4:201");
    options.add("-Dcredence.cuda.noise=curand");
    assertThat(run("draws"))
        .containsExactly(
            "refused: sampleGaussian mu (2, 3), rho (2, 3): CURAND_STATUS_LAUNCH_FAILURE, in 64"
                + " normals by cuRAND [cuda:0]",
            "done: normals");
  }

  @Test
  void diagnosisNamesTheOperationForWhichCurandFailed() throws Exception {
    environment.put("CREDENCE_STANDIN_FAIL", "curand_normals:4:700");
    options.add("-Dcredence.cuda.noise=curand");
    List<String> lines = run("draws");
    assertThat(lines.get(0))
        .startsWith("refused: Stand-in 0 failed: CUDA_ERROR_ILLEGAL_ADDRESS")
        .contains("-Dcredence.cuda.diagnose=true");
    assertThat(lines.get(1)).isEqualTo(lines.get(0));
    options.add("-Dcredence.cuda.diagnose=true");
    lines = run("draws");
    assertThat(lines.get(0))
        .startsWith("refused: sampleGaussian mu (2, 3), rho (2, 3): CUDA_ERROR_ILLEGAL_ADDRESS")
        .endsWith(", in 64 normals by cuRAND [cuda:0]");
    assertThat(lines.get(1)).isEqualTo(lines.get(0));
  }

  @Test
  void missingMemoryIsNamedAndTheDeviceGoesOn() throws Exception {
    environment.put("CREDENCE_STANDIN_MEMORY", "40000000");
    List<String> lines = run("memory");
    assertThat(lines.get(0))
        .startsWith("refused: Stand-in 0 has no memory for weights (4096, 4096): 67,108,864 bytes")
        .endsWith(" of 40,000,000 free [cuda:0]");
    assertThat(lines.get(1)).isEqualTo("[1.0, 2.0]");
  }

  @Test
  void aLostDeviceRepeatsItsSentence() throws Exception {
    environment.put("CREDENCE_STANDIN_FAIL", "activate:3:700");
    List<String> lines = run("faults", "4");
    assertThat(lines.get(0))
        .startsWith("refused: Stand-in 0 failed: CUDA_ERROR_ILLEGAL_ADDRESS")
        .contains("activate x (2, 3); activate y (2, 3)", "-Dcredence.cuda.diagnose=true");
    assertThat(lines.get(1)).isEqualTo(lines.get(0));
  }

  @Test
  void diagnosisNamesTheOperation() throws Exception {
    environment.put("CREDENCE_STANDIN_FAIL", "activate:4:700");
    options.add("-Dcredence.cuda.diagnose=true");
    assertThat(run("faults", "4").get(0))
        .startsWith("refused: activate y (2, 3): CUDA_ERROR_ILLEGAL_ADDRESS")
        .endsWith("in activate.cu:activate, grid (1, 1, 1) of 256 threads [cuda:0]");
  }

  @Test
  void aRefusedGraphIsRunPieceByPiece() throws Exception {
    environment.put("CREDENCE_STANDIN_FAIL", "cuGraphLaunch:2:701");
    List<String> lines = run("faults", "4");
    assertThat(lines.get(0))
        .startsWith("refused: the driver refuses a graph of activate x (2, 3); activate y (2, 3)")
        .contains("CUDA_ERROR_LAUNCH_OUT_OF_RESOURCES");
    assertThat(lines.get(1)).startsWith("done: [0.0");
  }

  @Test
  void aRefusedLaunchNamesTheOperation() throws Exception {
    environment.put("CREDENCE_STANDIN_FAIL", "cuLaunchKernel:3:701");
    List<String> lines = run("faults", "2");
    assertThat(lines.get(0))
        .startsWith("refused: activate y (2, 3): CUDA_ERROR_LAUNCH_OUT_OF_RESOURCES");
    assertThat(lines.get(1)).startsWith("done: [0.0");
  }

  @Test
  void devicesAreChosenByNumber() throws Exception {
    environment.put("CREDENCE_STANDIN_DEVICES", "2");
    options.add("-Dcredence.cuda.device=1");
    List<String> lines = run("select", "auto", "cuda", "cuda:0", "cuda:2", "cuda:x");
    assertThat(lines.get(0)).startsWith("auto: cuda: GPU 1, Stand-in 1, compute capability 9.0");
    assertThat(lines.get(1)).startsWith("cuda: cuda: GPU 1, Stand-in 1");
    assertThat(lines.get(2)).startsWith("cuda:0: cuda: GPU 0, Stand-in 0");
    assertThat(lines)
        .contains(
            "cuda:2: there is no GPU 2: this machine has 2, numbered from 0",
            "cuda:x: unknown backend cuda:x: a GPU is named by its number, such as cuda:1",
            "driver present: NVIDIA driver for CUDA 13.0",
            "gpu 0 present: Stand-in 0, compute capability 9.0, 1.0 GiB",
            "images present: sm_90a and PTX from compute_80 on, by CUDA 13.0",
            "cublas present: %s through the forwarder".formatted(FOLDER.resolve("libcublas.so.13")))
        .contains("curand present: " + FOLDER.resolve("libcurand.so.10"));
  }

  @Test
  void missingLibrariesAreNamed() throws Exception {
    options.add("-Dcredence.cuda.libraries=" + temporary);
    assertThat(run("select"))
        .anyMatch(
            line -> line.startsWith("cublas missing: cuBLAS does not load: libcublas.so.12: "))
        .anyMatch(
            line -> line.startsWith("curand missing: cuRAND does not load: libcurand.so.10: "));
  }

  @Test
  void anOldDriverIsNamed() throws Exception {
    environment.put("CREDENCE_STANDIN_VERSION", "12040");
    assertThat(run("select", "cuda").get(0))
        .isEqualTo(
            "cuda: the NVIDIA driver is for CUDA 12.4, and the kernels of this build need one for"
                + " CUDA 13.0");
  }

  @Test
  void aForeignDeviceIsNamed() throws Exception {
    images("toolkit=13.0\ncubins=100 90a\nptx=\n");
    assertThat(run("select", "cuda").get(0)).startsWith("cuda: cuda: GPU 0");
    images("toolkit=13.0\ncubins=80 100\nptx=120\n");
    assertThat(run("select", "cuda").get(0))
        .isEqualTo(
            "cuda: Stand-in 0 has compute capability 9.0, and the kernels of this build are for"
                + " sm_80, sm_100 and PTX from compute_120 on, by CUDA 13.0");
  }

  @Test
  void missingImagesAreNamed() throws Exception {
    Files.delete(temporary.resolve("images.properties"));
    assertThat(run("select", "cuda").get(0))
        .isEqualTo(
            "cuda: this build has no compiled kernels: nvcc was not there when it was built");
  }

  @Test
  void aRefusedImageIsNamedAndAnotherBackendServes() throws Exception {
    environment.put("CREDENCE_STANDIN_FAIL", "cuModuleLoadData:1:222");
    Output output = start(StandInProbe.class, "select", "auto");
    assertThat(output.lines.get(0)).startsWith("auto: scalar");
    assertThat(output.errors.get(0))
        .startsWith("credence: the cuda backend does not start: the image of state.cu does not run")
        .contains(DEVICE, "CUDA_ERROR_UNSUPPORTED_PTX_VERSION");
  }

  @Test
  void noDeviceIsNamed() throws Exception {
    environment.put("CREDENCE_STANDIN_DEVICES", "0");
    assertThat(run("select", "cuda").get(0)).isEqualTo("cuda: the NVIDIA driver finds no GPU");
  }

  @Test
  void aMissingDriverIsNamed() throws Exception {
    options.removeIf(option -> option.startsWith("-Dcredence.cuda.driver="));
    options.add("-Dcredence.cuda.driver=" + temporary.resolve("libcuda.so.1"));
    assertThat(run("select", "cuda").get(0))
        .startsWith("cuda: the NVIDIA driver's libcuda.so.1 does not load: ")
        .contains(temporary.toString());
  }

  private List<String> run(String... arguments) throws Exception {
    return run(StandInProbe.class, arguments);
  }

  private List<String> run(Class<?> program, String... arguments) throws Exception {
    Output output = start(program, arguments);
    assertThat(output.errors).isEmpty();
    return output.lines;
  }

  private record Output(List<String> lines, List<String> errors) {}

  private Output start(Class<?> program, String... arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of("-cp", System.getProperty("java.class.path"), "-XX:TieredStopAtLevel=1"));
    if (Runtime.version().feature() >= 22) {
      command.add("--enable-native-access=ALL-UNNAMED");
    }
    command.addAll(options);
    command.add("-Dcredence.cuda.images=" + temporary);
    command.add(program.getName());
    command.addAll(List.of(arguments));
    Path lines = Files.createTempFile(temporary, "lines", null);
    Path errors = Files.createTempFile(temporary, "errors", null);
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectOutput(lines.toFile()).redirectError(errors.toFile());
    builder.environment().putAll(environment);
    int status = builder.start().waitFor();
    Output output =
        new Output(
            Files.readAllLines(lines),
            Files.readAllLines(errors).stream()
                .filter(line -> !line.startsWith("Picked up "))
                .filter(line -> !line.contains("the scalar backend serves"))
                .toList());
    assertThat(status).as(output.toString()).isZero();
    return output;
  }
}
