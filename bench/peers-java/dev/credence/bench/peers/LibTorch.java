package dev.credence.bench.peers;

import ai.djl.engine.Engine;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.JniUtils;
import dev.credence.bench.ActivationWork;
import dev.credence.bench.Contender;
import dev.credence.bench.KlWork;
import dev.credence.bench.LossWork;
import dev.credence.bench.MomentsWork;
import dev.credence.bench.NoiseWork;
import dev.credence.bench.OptimizerWork;
import dev.credence.bench.Peer;
import dev.credence.bench.PredictionWork;
import dev.credence.bench.ProductWork;
import dev.credence.bench.Task;
import dev.credence.bench.TrainingStepWork;
import dev.credence.bench.Work;

/** LibTorch through DJL, as {@code libtorch} in its best form and as {@code bayesian-torch}. */
public final class LibTorch implements Peer {
  private static final String BAYESIAN_TORCH = "bayesian-torch";

  @Override
  public boolean does(String form, Work work) {
    if (form.equals(BAYESIAN_TORCH)) {
      return work instanceof KlWork
          || work instanceof TrainingStepWork
          || work instanceof PredictionWork
          || work instanceof ProductWork product && product.kind() != ProductWork.Kind.PLAIN;
    }
    return work instanceof ProductWork
        || work instanceof ActivationWork
        || work instanceof NoiseWork
        || work instanceof LossWork loss && loss.kind() == LossWork.Kind.GAUSSIAN
        || work instanceof KlWork
        || work instanceof OptimizerWork o && o.kind() == OptimizerWork.Kind.ADAM
        || work instanceof MomentsWork
        || work instanceof TrainingStepWork
        || work instanceof PredictionWork;
  }

  @Override
  public String description() {
    return "LibTorch " + engine().getVersion() + " (ai.djl.pytorch)";
  }

  private static Engine engine() {
    return Engine.getEngine("PyTorch");
  }

  @Override
  public Contender open(String form, int threads) {
    PtNDManager manager = (PtNDManager) engine().newBaseManager(ai.djl.Device.cpu());
    JniUtils.setNumThreads(threads);
    Torch torch = new Torch(manager);
    return new Tasks(
        torch, form.equals(BAYESIAN_TORCH) ? new BayesianTorch(torch) : new Best(torch));
  }

  private record Tasks(Torch torch, Layers layers) implements Contender {
    @Override
    public Task prepare(Work work) {
      if (work instanceof ProductWork product) {
        return new TorchProduct(torch, layers, product);
      }
      if (work instanceof TrainingStepWork step) {
        return new TorchTrainingStep(torch, layers, step);
      }
      if (work instanceof PredictionWork prediction) {
        return layers instanceof Best
            ? new TorchFrozenPrediction(torch, prediction)
            : new TorchLayerPrediction(torch, layers, prediction);
      }
      if (work instanceof ActivationWork activation) {
        return TorchFunctions.activation(torch, activation);
      }
      if (work instanceof LossWork loss) {
        return TorchFunctions.loss(torch, loss);
      }
      if (work instanceof KlWork kl) {
        return TorchFunctions.kl(torch, layers, kl);
      }
      if (work instanceof OptimizerWork optimizer) {
        return TorchFunctions.optimizer(torch, optimizer);
      }
      if (work instanceof MomentsWork moments) {
        return TorchFunctions.moments(torch, moments);
      }
      if (work instanceof NoiseWork noise) {
        return TorchFunctions.noise(torch, noise);
      }
      throw new IllegalArgumentException("LibTorch has no form of " + work);
    }

    @Override
    public void close() {
      torch.close();
    }
  }
}
