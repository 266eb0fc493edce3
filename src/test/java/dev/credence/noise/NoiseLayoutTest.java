package dev.credence.noise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class NoiseLayoutTest {
  private static final long SEED = 0x0123456789ABCDEFL;

  @Test
  void everyWordOfAGroupIsOneElement() {
    for (long first : new long[] {0, 64, 64L * 12345, NoiseLayout.ELEMENTS - 64}) {
      boolean[] seen = new boolean[NoiseLayout.GROUP];
      for (int i = 0; i < NoiseLayout.GROUP; i++) {
        long block = NoiseLayout.block(first + i) - first / 4;
        assertThat(block).isBetween(0L, 15L);
        int slot = (int) block * 4 + NoiseLayout.word(first + i);
        assertThat(seen[slot]).isFalse();
        seen[slot] = true;
      }
    }
  }

  /** The counter written out by hand for one element, so that no one moves a field unnoticed. */
  @Test
  void counterOfOneElement() {
    long element = (0x5AL << 34) + 3 * 64 + 37; // group 0x5A << 28 | 3, word 2 of block 5
    int[] block = new int[4];
    Philox4x32.block(3 * 16 + 5, 0x5A000000 | 0xABCDE, 77, -9, 0x89ABCDEF, 0x01234567, block, 0);
    assertThat(Words.at(SEED, -9, 77, 0xABCDE, element)).isEqualTo(block[2]);
  }

  @Test
  void lastElementAndReplicaAreAddressable() {
    long last = NoiseLayout.ELEMENTS - 1;
    int[] block = new int[4];
    Philox4x32.block(-1, -1, 0, 0, 0, 0, block, 0);
    assertThat(Words.at(0, 0, 0, NoiseLayout.REPLICAS - 1, last)).isEqualTo(block[3]);
  }

  @Test
  void refusesWhatTheCounterCannotHold() {
    assertThatThrownBy(() -> Words.at(0, 0, 0, NoiseLayout.REPLICAS, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("noise: replica 16777216 is not in [0, 2^24)");
    assertThatThrownBy(() -> Words.at(0, 0, 0, -1, 0)).hasMessageContaining("replica -1");
    assertThatThrownBy(() -> Normals.at(0, 0, 0, 0, NoiseLayout.ELEMENTS))
        .hasMessage("noise: 1 elements from 4398046511104 are not in [0, 2^42)");
    assertThatThrownBy(() -> Uniforms.fill(0, 0, 0, 0, -1, new float[4], 0, 2))
        .hasMessageContaining("2 elements from -1");
    assertThatThrownBy(() -> Signs.fill(0, 0, 0, 0, Long.MAX_VALUE / 2, 2, 65, null, 0, 0))
        .isInstanceOf(ArithmeticException.class);
    assertThatThrownBy(() -> Normals.fill(0, 0, 0, 0, 0, new float[4], 1, 4))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void fillsAgreeWithSingleElements() {
    for (int first = 0; first <= 130; first++) {
      int count = (first * 37) % 131;
      float[] normals = new float[count + 2];
      float[] uniforms = new float[count + 2];
      int[] words = new int[count + 2];
      normals[count + 1] = uniforms[count + 1] = words[count + 1] = 9;
      Normals.fill(SEED, 1, 2, 3, first, normals, 1, count);
      Uniforms.fill(SEED, 1, 2, 3, first, uniforms, 1, count);
      Words.fill(SEED, 1, 2, 3, first, words, 1, count);
      for (int n = 0; n < count; n++) {
        assertThat(normals[n + 1]).isEqualTo(Normals.at(SEED, 1, 2, 3, first + n));
        assertThat(uniforms[n + 1]).isEqualTo(Uniforms.at(SEED, 1, 2, 3, first + n));
        assertThat(words[n + 1]).isEqualTo(Words.at(SEED, 1, 2, 3, first + n));
      }
      assertThat(normals[0] + uniforms[0] + words[0]).isZero();
      assertThat(normals[count + 1] + uniforms[count + 1] + words[count + 1]).isEqualTo(27);
    }
  }
}
