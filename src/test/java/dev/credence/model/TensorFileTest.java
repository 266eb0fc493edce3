package dev.credence.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.credence.data.Allocation;
import dev.credence.data.BytesChannel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TensorFileTest {
  private static final String OURS = "'__metadata__':{'format':'credence','format_version':'1'}";

  @TempDir Path folder;

  static TensorFile sample() {
    return TensorFile.builder()
        .metadata("layers", "{\"hidden\": [3]}")
        .metadata("name", "\u03bc, \"quoted\"\n")
        .tensor("mu", new float[] {1, -2.5f, Float.NaN, -0f, 1e-45f, 6}, 2, 3)
        .tensor("means", new double[] {0.1, 1e300}, 2)
        .tensor("step", new int[] {Integer.MIN_VALUE})
        .tensor("absent", new float[0], 0, 4)
        .build();
  }

  static byte[] bytes(TensorFile file) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      file.writeTo(out);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    return out.toByteArray();
  }

  static TensorFile parse(byte[] bytes) {
    try {
      return TensorFile.read(new BytesChannel(bytes), "m");
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A file of any header (single quotes stand for double ones) and so many zero bytes. */
  private static byte[] file(String header, int zeros) {
    byte[] text = header.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    ByteBuffer out = ByteBuffer.allocate(8 + text.length + zeros).order(ByteOrder.LITTLE_ENDIAN);
    return out.putLong(text.length).put(text).array();
  }

  private static void refused(byte[] bytes, String sentence) {
    assertThatThrownBy(() -> parse(bytes))
        .isInstanceOf(ModelFileException.class)
        .hasMessageStartingWith("m ")
        .hasMessageContaining(sentence)
        .hasMessageNotContaining("\n");
  }

  @Test
  void keepsEveryBit() {
    Path path = folder.resolve("a.credence");
    sample().write(path);
    TensorFile read = TensorFile.read(path);
    assertThat(read.metadata()).isEqualTo(sample().metadata());
    assertThat(read.names()).containsExactly("absent", "means", "mu", "step");
    assertThat(read.type("mu")).isEqualTo(TensorType.F32);
    assertThat(read.shape("mu")).containsExactly(2, 3);
    assertThat(read.shape("step")).isEmpty();
    // Binary comparison: NaN equals itself, -0 differs from 0.
    assertThat(Arrays.equals(read.floats("mu", new int[] {2, 3}), sample().floats("mu"))).isTrue();
    assertThat(read.doubles("means")).containsExactly(0.1, 1e300);
    assertThat(read.ints("step", new int[0])).containsExactly(Integer.MIN_VALUE);
    assertThat(read.floats("absent")).isEmpty();
  }

  @Test
  void sameContentGivesSameBytes() {
    TensorFile otherOrder =
        TensorFile.builder()
            .tensor("absent", new float[0], 0, 4)
            .tensor("step", new int[] {Integer.MIN_VALUE})
            .metadata("name", "\u03bc, \"quoted\"\n")
            .tensor("means", new double[] {0.1, 1e300}, 2)
            .tensor("mu", new float[] {1, -2.5f, Float.NaN, -0f, 1e-45f, 6}, 2, 3)
            .metadata("layers", "{\"hidden\": [3]}")
            .build();
    assertThat(bytes(otherOrder)).isEqualTo(bytes(sample()));
    assertThat(bytes(parse(bytes(sample())))).isEqualTo(bytes(sample()));
  }

  @Test
  void followsTheSafetensorsLayout() {
    byte[] bytes =
        bytes(
            TensorFile.builder()
                .tensor("b", new int[] {258}, 1)
                .tensor("a", new double[] {1, 2}, 2, 1)
                .build());
    ByteBuffer file = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    int length = (int) file.getLong();
    String header = new String(bytes, 8, length, StandardCharsets.UTF_8);
    assertThat(length % 8).isZero();
    assertThat(header)
        .matches(
            "\\{\"__metadata__\":\\{\"format\":\"credence\",\"format_version\":\"1\","
                + "\"sha256\":\"[0-9a-f]{64}\"},"
                + "\"a\":\\{\"dtype\":\"F64\",\"shape\":\\[2,1],\"data_offsets\":\\[0,16]},"
                + "\"b\":\\{\"dtype\":\"I32\",\"shape\":\\[1],\"data_offsets\":\\[16,20]}} *");
    assertThat(file.getDouble(8 + length + 8)).isEqualTo(2);
    assertThat(Arrays.copyOfRange(bytes, bytes.length - 4, bytes.length))
        .containsExactly(2, 1, 0, 0);
  }

  @Test
  void refusesEveryTruncationAndEveryFlippedBit() {
    byte[] whole = bytes(sample());
    for (int length = 0; length < whole.length; length++) {
      refused(Arrays.copyOf(whole, length), "");
    }
    for (int bit = 0; bit < 8 * whole.length; bit++) {
      byte[] flipped = whole.clone();
      flipped[bit / 8] ^= (byte) (1 << bit % 8);
      refused(flipped, "");
    }
    refused(Arrays.copyOf(whole, whole.length + 1), "is truncated or damaged");
  }

  @Test
  void saysWhenAnotherProgramIsNeeded() {
    String newer = OURS.replace("'1'", "'2'");
    refused(
        file("{" + newer + ",'w':{'dtype':'BF16','blocks':[1]}}", 2),
        "has format version 2, but this Credence reads versions up to 1: use a newer one");
    refused(file("{'w':{'dtype':'F32','shape':[1],'data_offsets':[0,4]}}", 4), "is not a Credence");
    refused(file("{" + OURS + "}", 0), "does not match its checksum");
    refused(file("{" + OURS.replace("'1'", "'one'") + "}", 0), "no readable format version");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      quoteCharacter = '`',
      value = {
        "'dtype':'F16','shape':[2],'data_offsets':[0,4] # the type 'F16' is none of",
        "'dtype':'F32','shape':[2],'data_offsets':[0,4] # of F32 needs 8 bytes, not 4",
        "'dtype':'F32','shape':[1],'data_offsets':[0,8] # not within the 4 of the file",
        "'dtype':'F32','shape':[1],'data_offsets':[-4,0] # not within",
        "'dtype':'F32','shape':[0],'data_offsets':[4,0] # not within",
        "'dtype':'F32','shape':[1],'data_offsets':[0,4,8] # a begin and an end",
        "'dtype':'F32','shape':[-1,-1],'data_offsets':[0,4] # is too large",
        "'dtype':'F32','shape':[4294967296,4294967296],'data_offsets':[0,0] # is too large",
        "'dtype':'F32','shape':[65536,65536,65536,65536,4],'data_offsets':[0,0] # is too large",
        "'dtype':'F32','shape':[1,1,1,1,1,1,1,1,1],'data_offsets':[0,4] # more than 8 axes",
        "'dtype':'F32','shape':[1.0],'data_offsets':[0,4] # malformed header",
        "'dtype':'F32','shape':[[1]],'data_offsets':[0,4] # malformed header",
        "'dtype':'F32','shape':[99999999999999999999],'data_offsets':[0,4] # malformed header",
        "'dtype':'F32','shape':[1],'shape':[1],'data_offsets':[0,4] # malformed header: Dupl",
        "'dtype':'F32','shape':[1] # all needed",
        "'dtype':'F32','shape':[1],'data_offsets':[0,4],'x':1 # the field 'x' is unknown",
        "'dtype':'F32','shape':[0],'data_offsets':[0,0] # describes 0",
        "'dtype':'F32','shape':[0],'data_offsets':[4,4] # a gap or an overlap",
      })
  void refusesDescriptors(String descriptor, String sentence) {
    refused(file("{" + OURS + ",'w':{" + descriptor + "}}", 4), sentence);
  }

  @Test
  void refusesOverlapsDuplicatesAndNoise() {
    String w = "'w':{'dtype':'F32','shape':[1],'data_offsets':[0,4]}";
    refused(file("{" + OURS + "," + w + "," + w.replace("'w'", "'v'") + "}", 4), "overlap");
    refused(file("{" + OURS + "," + w + "," + w + "}", 4), "Duplicate");
    refused(file("{" + OURS + "," + w + "} {}", 4), "malformed header");
    refused(file("{" + OURS + "," + OURS + "}", 0), "Duplicate");
    refused(file("{'__metadata__':{'format':1}}", 0), "malformed header");
    refused(file("[]", 0), "malformed header");
    refused(file("{'w':" + "[".repeat(100_000) + "}", 0), "malformed header");
    refused(file("{" + OURS + ",'w':{'x':" + "[".repeat(100_000) + "}}", 0), "malformed header");
    byte[] latin = file("{'caf\u00e9':{}}", 0);
    latin[14] = (byte) 0xFF;
    refused(latin, "is not UTF-8 text");
  }

  @Test
  void allocatesNothingForALyingLength() {
    for (long lie : new long[] {-1, Long.MAX_VALUE, 1L << 40, Integer.MAX_VALUE, 16 << 20}) {
      byte[] bytes = bytes(sample());
      ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putLong(0, lie);
      assertThat(Allocation.of(() -> refused(bytes, "claims a header of"))).isLessThan(500_000);
    }
  }

  @Test
  void namesWhatIsMissingOrMisshapen() {
    TensorFile file = parse(bytes(sample()));
    assertThatThrownBy(() -> file.floats("nu")).hasMessage("m lacks the tensor 'nu'");
    assertThatThrownBy(() -> file.floats("means"))
        .hasMessage("m: tensor 'means' is F64 where F32 belongs");
    assertThatThrownBy(() -> file.floats("mu", new int[] {3, 2}))
        .isInstanceOf(ModelFileException.class)
        .hasMessage("m: tensor 'mu' has the shape [2, 3] where [3, 2] belongs");
    assertThatThrownBy(() -> file.metadata("units"))
        .isInstanceOf(ModelFileException.class)
        .hasMessage("m lacks the metadata entry 'units'");
  }

  @Test
  void refusesToBuildWhatItCouldNotRead() {
    TensorFile.Builder builder = TensorFile.builder().tensor("a", new float[1], 1);
    for (Runnable wrong :
        new Runnable[] {
          () -> builder.tensor("a", new float[1], 1),
          () -> builder.tensor("b", new float[2], 3),
          () -> builder.tensor("b", new float[1], -1, -1),
          () -> builder.tensor("b", new float[1], 1, 1, 1, 1, 1, 1, 1, 1, 1),
          () -> builder.tensor("__metadata__", new float[1], 1),
          () -> builder.tensor("x".repeat(2000), new float[1], 1),
          () -> builder.metadata("sha256", "x"),
          () -> builder.metadata("k", null),
        }) {
      assertThatThrownBy(wrong::run).isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void refusesWhatIsNoFile() throws IOException {
    Path missing = folder.resolve("none");
    Path text = Files.writeString(folder.resolve("a.csv"), "x,y,z\n1,2,3\n");
    for (Map.Entry<Path, String> entry :
        Map.of(
                missing, " does not exist",
                folder, " is a directory, not a model file",
                text, " is no model file or is truncated: ")
            .entrySet()) {
      assertThatThrownBy(() -> TensorFile.read(entry.getKey()))
          .isInstanceOf(ModelFileException.class)
          .hasMessageStartingWith(entry.getKey() + entry.getValue());
    }
  }
}
