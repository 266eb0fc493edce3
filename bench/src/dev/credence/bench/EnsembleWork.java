package dev.credence.bench;

import dev.credence.backend.Backend;
import dev.credence.backend.scalar.ScalarBackend;
import dev.credence.inference.VariationalInference;
import dev.credence.layer.Estimator;
import dev.credence.op.LossOp;
import dev.credence.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A training step of every member of an ensemble.
 *
 * @param network as 20-128x4-2
 */
public record EnsembleWork(int members, String network, int batch, Form form) implements Work {
  /** How the members are run. */
  public enum Form {
    /** Replicas of one program. */
    ONE_PROGRAM,
    /** A program each, one after the other. */
    IN_TURN
  }

  /** An ensemble of a network and batch written as 20-64x3-2/256. */
  static EnsembleWork of(int members, String network, Form form) {
    String[] parts = network.split("/");
    return new EnsembleWork(members, parts[0], Integer.parseInt(parts[1]), form);
  }

  @Override
  public Map<String, Values> inputs() {
    return Map.of();
  }

  @Override
  public Task on(Backend backend) {
    List<ProgramTask> programs = new ArrayList<>();
    int each = form == Form.ONE_PROGRAM ? members : 1;
    for (int i = 0; i < members / each; i++) {
      programs.add(program(backend, each, Values.SEED + i));
    }
    return new InTurn(programs);
  }

  /** That of one member, as many times as there are members. */
  @Override
  public Cost cost() {
    try (Backend backend = new ScalarBackend();
        VariationalInference training = training(backend, 1, Values.SEED)) {
      Cost one = Cost.of(training.program().ops());
      return new Cost(members * one.flops(), members * one.bytes(), members * one.footprint());
    }
  }

  private VariationalInference training(Backend backend, int each, long seed) {
    return Training.of(network, Estimator.FLIPOUT, batch, each, seed, backend);
  }

  private ProgramTask program(Backend backend, int each, long seed) {
    VariationalInference training = training(backend, each, seed);
    Map<String, Tensor> losses = new LinkedHashMap<>();
    training.program().ops().stream()
        .filter(op -> op instanceof LossOp)
        .forEach(op -> losses.put("loss", ((LossOp) op).loss()));
    return new ProgramTask(training.program(), losses, training::close);
  }

  private record InTurn(List<ProgramTask> programs) implements Task {
    @Override
    public void run() {
      for (int i = 0; i < programs.size(); i++) {
        programs.get(i).run();
      }
    }

    @Override
    public Map<String, float[]> results() {
      Map<String, float[]> all = new LinkedHashMap<>();
      for (int i = 0; i < programs.size(); i++) {
        all.put("loss" + i, programs.get(i).results().get("loss"));
      }
      return all;
    }

    @Override
    public void close() {
      programs.forEach(ProgramTask::close);
    }
  }
}
