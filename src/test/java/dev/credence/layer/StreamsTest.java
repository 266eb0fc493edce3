package dev.credence.layer;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** No two uses of noise share a stream. */
class StreamsTest {
  /** More layers than any network has. */
  private static final int LAYERS = 1 << 20;

  @Test
  void streamsOfLayersAndOfEverythingElseAreDisjoint() throws IllegalAccessException {
    List<Integer> purposes = new ArrayList<>();
    List<Integer> others = new ArrayList<>();
    for (Field field : Streams.class.getDeclaredFields()) {
      if (field.getType() == int.class && !Modifier.isPrivate(field.getModifiers())) {
        int value = field.getInt(null);
        (value < 16 ? purposes : others).add(value);
      }
    }
    assertThat(purposes).hasSizeGreaterThan(10).doesNotHaveDuplicates();
    assertThat(others).hasSizeGreaterThan(8).doesNotHaveDuplicates();
    // The purposes of one layer end before those of the next begin.
    assertThat(Streams.of(1, 0) - Streams.of(0, 0)).isEqualTo(16);
    assertThat(others)
        .allSatisfy(
            stream -> {
              assertThat(stream).isGreaterThan(Streams.of(LAYERS, 15));
              assertThat(stream).isLessThan(Streams.frozen(0, 0));
            });
  }
}
