package dev.credence.bench;

import dev.credence.backend.Backend;
import dev.credence.backend.scalar.ScalarBackend;
import dev.credence.inference.VariationalInference;
import dev.credence.layer.Estimator;
import dev.credence.op.FlipoutMatMul;
import dev.credence.op.FlipoutMatMulBackward;
import dev.credence.op.GatherRows;
import dev.credence.op.Gradient;
import dev.credence.op.LocalReparameterizedMatMul;
import dev.credence.op.LocalReparameterizedMatMulBackward;
import dev.credence.op.LossOp;
import dev.credence.op.Noise;
import dev.credence.op.Op;
import dev.credence.op.PenaltyOp;
import dev.credence.op.SampledMatMul;
import dev.credence.op.SampledMatMulBackward;
import dev.credence.tensor.Shape;
import dev.credence.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A whole training step: gather the batch, forward, heteroscedastic loss, backward, KL, Adam.
 *
 * @param network as 20-128x4-2
 */
public record TrainingStepWork(String network, int batch, Estimator estimator) implements Work {
  /** Factor on the KL divergence in the loss. */
  public static final float KL_SCALE = 1f / Training.ROWS;

  /** A step of a network and batch written as 20-128x4-2/1024. */
  static TrainingStepWork of(String network, Estimator estimator) {
    String[] parts = network.split("/");
    return new TrainingStepWork(parts[0], Integer.parseInt(parts[1]), estimator);
  }

  /** Number of Bayesian layers. */
  public int layers() {
    return Networks.widths(network).length - 1;
  }

  /**
   * Layer i has mu, rho, b, eps, signIn and signOut followed by its number; x and y are the rows of
   * the first batch.
   */
  @Override
  public Map<String, Values> inputs() {
    Map<String, Values> in = new LinkedHashMap<>();
    try (Backend backend = new ScalarBackend();
        VariationalInference training = training(backend)) {
      List<Op> ops = training.program().ops();
      List<Op> gathers = ops.stream().filter(op -> op instanceof GatherRows).toList();
      backend.compile(gathers, training.program().state()).run();
      in.put("x", values(gathers.get(0).outputs().get(0)));
      in.put("y", values(gathers.get(1).outputs().get(0)));
      int layer = 0;
      for (Op op : ops) {
        if (op instanceof FlipoutMatMul f) {
          parameters(in, layer, f.mu(), f.rho(), f.b());
          in.put("eps" + layer, normals(f.eps(), f.mu().shape()));
          in.put("signIn" + layer, signs(f.signIn(), f.x().shape()));
          in.put("signOut" + layer++, signs(f.signOut(), f.y().shape()));
        } else if (op instanceof SampledMatMul s) {
          parameters(in, layer, s.mu(), s.rho(), s.b());
          in.put("eps" + layer++, normals(s.eps(), s.mu().shape()));
        } else if (op instanceof LocalReparameterizedMatMul l) {
          parameters(in, layer, l.mu(), l.rho(), l.b());
          in.put("eps" + layer++, normals(l.eps(), l.y().shape()));
        }
      }
    }
    return in;
  }

  /** Both terms of the loss; gradients of layer i are dmu, drho and db followed by its number. */
  @Override
  public Task on(Backend backend) {
    VariationalInference training = training(backend);
    Map<String, Tensor> results = new LinkedHashMap<>();
    int layer = layers();
    int penalty = 0;
    for (Op op : training.program().ops()) {
      if (op instanceof LossOp loss) {
        results.put("loss", loss.loss());
      } else if (op instanceof PenaltyOp kl) {
        results.put("kl" + penalty++, kl.value());
      } else if (op instanceof FlipoutMatMulBackward f) {
        gradients(results, --layer, f.dmu(), f.drho(), f.db());
      } else if (op instanceof SampledMatMulBackward s) {
        gradients(results, --layer, s.dmu(), s.drho(), s.db());
      } else if (op instanceof LocalReparameterizedMatMulBackward l) {
        gradients(results, --layer, l.dmu(), l.drho(), l.db());
      }
    }
    return new ProgramTask(training.program(), results, training::close);
  }

  @Override
  public Cost cost() {
    try (Backend backend = new ScalarBackend();
        VariationalInference training = training(backend)) {
      return Cost.of(training.program().ops());
    }
  }

  VariationalInference training(Backend backend) {
    return Training.of(network, estimator, batch, 1, Values.SEED, backend);
  }

  private static void parameters(
      Map<String, Values> in, int layer, Tensor mu, Tensor rho, Tensor b) {
    in.put("mu" + layer, values(mu));
    in.put("rho" + layer, values(rho));
    in.put("b" + layer, values(b));
  }

  private static void gradients(
      Map<String, Tensor> results, int layer, Gradient dmu, Gradient drho, Gradient db) {
    results.put("dmu" + layer, dmu.tensor());
    results.put("drho" + layer, drho.tensor());
    results.put("db" + layer, db.tensor());
  }

  private static Values values(Tensor tensor) {
    return new Values(tensor.shape(), tensor.toArray());
  }

  private static Values normals(Noise noise, Shape shape) {
    return Values.normals(Values.SEED, ((Noise.Stream) noise).id(), shape);
  }

  private static Values signs(Noise noise, Shape shape) {
    return Values.signs(Values.SEED, ((Noise.Stream) noise).id(), shape);
  }
}
