package dev.credence.bench.peers;

import static org.bytedeco.openblas.global.openblas_nolapack.CblasNoTrans;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasRowMajor;
import static org.bytedeco.openblas.global.openblas_nolapack.cblas_sgemm;

import dev.credence.bench.Contender;
import dev.credence.bench.Pass;
import dev.credence.bench.Peer;
import dev.credence.bench.ProductWork;
import dev.credence.bench.Task;
import dev.credence.bench.Values;
import dev.credence.bench.Work;
import java.util.Map;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.openblas.global.openblas_nolapack;

/** OpenBLAS: the plain product on memory outside the Java heap. */
public final class OpenBlas implements Peer {
  @Override
  public boolean does(String form, Work work) {
    return work instanceof ProductWork product
        && product.kind() == ProductWork.Kind.PLAIN
        && product.pass() == Pass.FORWARD;
  }

  @Override
  public String description() {
    Loader.load(openblas_nolapack.class);
    return "OpenBLAS " + version() + " (org.bytedeco:openblas)";
  }

  private static String version() {
    String version = openblas_nolapack.class.getPackage().getImplementationVersion();
    return version == null ? "0.3.30" : version;
  }

  @Override
  public Contender open(String form, int threads) {
    Loader.load(openblas_nolapack.class);
    org.bytedeco.openblas.presets.openblas_nolapack.blas_set_num_threads(threads);
    return new Products();
  }

  private static final class Products implements Contender {
    @Override
    public Task prepare(Work work) {
      return new Product((ProductWork) work);
    }

    @Override
    public void close() {}
  }

  private static final class Product implements Task {
    private final ProductWork work;
    private final FloatPointer x;
    private final FloatPointer w;
    private final FloatPointer y;

    Product(ProductWork work) {
      this.work = work;
      Map<String, Values> in = work.inputs();
      x = new FloatPointer(in.get("x").numbers());
      w = new FloatPointer(in.get("mu").numbers());
      y = new FloatPointer((long) work.rows() * work.outputs());
    }

    @Override
    public void run() {
      int n = work.outputs();
      cblas_sgemm(
          CblasRowMajor,
          CblasNoTrans,
          CblasNoTrans,
          work.rows(),
          n,
          work.width(),
          1,
          x,
          work.width(),
          w,
          n,
          0,
          y,
          n);
    }

    @Override
    public Map<String, float[]> results() {
      run();
      float[] numbers = new float[work.rows() * work.outputs()];
      y.get(numbers);
      return Map.of("y", numbers);
    }

    @Override
    public void close() {
      x.close();
      w.close();
      y.close();
    }
  }
}
