package dev.credence.bench;

import dev.credence.backend.Program;
import dev.credence.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;

/** Work that is one program. */
final class ProgramTask implements Task {
  private final Program program;
  private final Map<String, Tensor> results;
  private final Runnable release;

  /**
   * A task.
   *
   * @param results what the check compares
   * @param release frees the tensors
   */
  ProgramTask(Program program, Map<String, Tensor> results, Runnable release) {
    this.program = program;
    this.results = results;
    this.release = release;
  }

  @Override
  public void run() {
    program.run();
    program.state().step(program.state().step() + 1);
  }

  @Override
  public Map<String, float[]> results() {
    program.state().step(0);
    program.run();
    Map<String, float[]> numbers = new LinkedHashMap<>();
    results.forEach((name, tensor) -> numbers.put(name, tensor.toArray()));
    return numbers;
  }

  @Override
  public void close() {
    release.run();
  }
}
