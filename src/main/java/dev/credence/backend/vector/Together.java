package dev.credence.backend.vector;

import java.util.List;

/**
 * Stages side by side. Each thread has its share of the first, then of the second, and so on, so
 * that it meets the rows it worked on before: see {@link Job}.
 */
final class Together implements Stage {
  private final Stage[] stages;
  private final String[] names;
  private final int parts;

  /** Stage of each part, and which part of that stage it is; null where there is one stage. */
  private final int[] stageOf;

  private final int[] partOf;

  Together(List<Stage> stages, List<String> names, int threads) {
    this.stages = stages.toArray(new Stage[0]);
    this.names = names.toArray(new String[0]);
    this.parts = stages.stream().mapToInt(Stage::parts).reduce(0, Math::addExact);
    boolean one = stages.size() == 1;
    this.stageOf = one ? null : new int[parts];
    this.partOf = one ? null : new int[parts];
    int next = 0;
    for (int thread = 0; !one && thread < threads; thread++) {
      for (int i = 0; i < this.stages.length; i++) {
        int own = this.stages[i].parts();
        for (int p = Job.first(own, thread, threads);
            p < Job.first(own, thread + 1, threads);
            p++) {
          stageOf[next] = i;
          partOf[next++] = p;
        }
      }
    }
  }

  @Override
  public int parts() {
    return parts;
  }

  @Override
  public void run(int part, Worker worker) {
    int i = stageOf == null ? 0 : stageOf[part];
    try {
      stages[i].run(partOf == null ? part : partOf[part], worker);
    } catch (StageException e) {
      throw e;
    } catch (RuntimeException | Error e) {
      throw new StageException(names[i], e);
    }
  }
}
