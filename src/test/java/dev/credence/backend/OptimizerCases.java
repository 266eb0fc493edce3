package dev.credence.backend;

import dev.credence.op.Adam;
import dev.credence.op.ClipGlobalNorm;
import dev.credence.op.Sgd;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Optimisers on parameter blocks. */
final class OptimizerCases {
  private OptimizerCases() {}

  static List<OpCase> all() {
    List<OpCase> cases = new ArrayList<>();
    int i = 0;
    int[] sizes = Arrays.copyOf(Cases.SIZES, Cases.SIZES.length + 1);
    sizes[Cases.SIZES.length] = Cases.LARGE_ROWS * Cases.LARGE_COLUMNS;
    for (int size : sizes) {
      int members = 1 + i % 3;
      int step = new int[] {0, 1, 1000, 0x80000001}[i % 4];
      float decay = i % 2 == 0 ? 0 : 0.1f;
      String detail = "%dx%d step %d decay %s".formatted(members, size, step, decay);
      cases.add(
          new OpCase(
              Adam.class,
              detail,
              f -> {
                f.state.step(step);
                return new Adam(
                    f.normal("parameters", members, 1, size),
                    f.normal("gradients", members, 1, size),
                    f.normal("m", members, 1, size),
                    f.filled("v", members, 1, size, f.random::nextDouble),
                    0.9f,
                    0.999f,
                    1e-8f,
                    decay);
              }));
      cases.add(
          new OpCase(
              Sgd.class,
              detail,
              f ->
                  new Sgd(
                      f.normal("parameters", members, 1, size),
                      f.normal("gradients", members, 1, size),
                      f.normal("velocity", members, 1, size),
                      0.9f,
                      decay)));
      for (float maxNorm : new float[] {0.5f, 1000}) {
        cases.add(
            new OpCase(
                ClipGlobalNorm.class,
                "%dx%d at %s".formatted(members, size, maxNorm),
                f ->
                    new ClipGlobalNorm(
                        f.filled("gradients", members, 1, size, () -> 1 + f.random.nextDouble()),
                        maxNorm,
                        f.output("norm", members, 1, 1))));
      }
      i++;
    }
    return cases;
  }
}
