package dev.credence.backend.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import dev.credence.backend.cuda.driver.Device;
import dev.credence.backend.cuda.driver.Precision;
import dev.credence.tensor.Shape;
import org.junit.jupiter.api.Test;

/** Which tile serves a product, by its size and by what the device can run. */
class TilingTest {
  private static final Tuning WARPGROUP = new Tuning("warpgroup", 0, 0);

  private static Tile tile(Tuning tuning, Precision precision, boolean warpgroups, int extent) {
    Device device = new Device("a device", 0, 9, 0, 132, 1L << 32, 13000, warpgroups);
    return new Tiling(tuning, precision, device).tile(1, 1, extent, extent);
  }

  @Test
  void warpgroupsMultiplyWhereTheDeviceHasThemAndFactorsAreRounded() {
    for (Precision precision : Precision.values()) {
      boolean rounded = precision != Precision.FP32;
      assertThat(tile(Tuning.DEFAULT, precision, true, 4096))
          .isEqualTo(rounded ? Tile.WARPGROUP : Tile.LARGE);
      assertThat(tile(Tuning.DEFAULT, precision, false, 4096)).isEqualTo(Tile.LARGE);
      assertThat(tile(WARPGROUP, precision, true, 64))
          .isEqualTo(rounded ? Tile.WARPGROUP : Tile.SMALL);
      assertThat(tile(WARPGROUP, precision, false, 4096)).isEqualTo(Tile.SMALL);
    }
  }

  /** Laying weights out counts, and so do multiprocessors without a block. */
  @Test
  void rowsOfLayersAreSharedAmongMultiprocessors() {
    assertThat(shares(1, 1)).isEqualTo(1);
    assertThat(shares(1, 65_536)).isEqualTo(114); // three turns each
    assertThat(shares(50, 1024)).isEqualTo(2); // all blocks at once, if with two turns
    assertThat(shares(50, 65_536)).isEqualTo(5); // two rounds of 250 blocks
    assertThat(shares(500, 1024)).isEqualTo(1);
  }

  private static int shares(int replicas, int rows) {
    return FeedForwardLaunches.grid(LayersShape.WIDE_BF16, new Shape(replicas, rows, 2), 132).x();
  }

  @Test
  void smallResultsTakeSmallTiles() {
    assertThat(tile(Tuning.DEFAULT, Precision.TF32, true, 30)).isEqualTo(Tile.SMALL);
    assertThat(tile(Tuning.DEFAULT, Precision.FP32, true, 8)).isEqualTo(Tile.THIN);
  }
}
