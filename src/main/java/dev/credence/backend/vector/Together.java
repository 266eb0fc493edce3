package dev.credence.backend.vector;

import java.util.List;

/** Stages side by side: the parts of the first, then those of the second, and so on. */
final class Together implements Stage {
  private final Stage[] stages;
  private final String[] names;

  /** First part of each stage; the last entry is the number of parts. */
  private final int[] first;

  Together(List<Stage> stages, List<String> names) {
    this.stages = stages.toArray(new Stage[0]);
    this.names = names.toArray(new String[0]);
    this.first = new int[this.stages.length + 1];
    for (int i = 0; i < this.stages.length; i++) {
      first[i + 1] = Math.addExact(first[i], this.stages[i].parts());
    }
  }

  @Override
  public int parts() {
    return first[stages.length];
  }

  @Override
  public void run(int part, Worker worker) {
    int i = 0;
    while (part >= first[i + 1]) {
      i++;
    }
    try {
      stages[i].run(part - first[i], worker);
    } catch (StageException e) {
      throw e;
    } catch (RuntimeException | Error e) {
      throw new StageException(names[i], e);
    }
  }
}
