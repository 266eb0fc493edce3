package dev.credence.backend.vector;

import java.util.List;

/** Row stages one after the other for each block of rows. */
final class RowChain extends RowStage {
  private final RowStage[] stages;
  private final String[] names;

  RowChain(List<RowStage> stages, List<String> names) {
    super(stages);
    this.stages = stages.toArray(new RowStage[0]);
    this.names = names.toArray(new String[0]);
  }

  @Override
  void rows(int r, int begin, int end, Worker worker) {
    for (int i = 0; i < stages.length; i++) {
      try {
        stages[i].rows(r, begin, end, worker);
      } catch (RuntimeException | Error e) {
        throw new StageException(names[i], e);
      }
    }
  }
}
