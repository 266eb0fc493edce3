package dev.credence.inference.sampler;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Lists of arrays of equal length as one array, and back. */
final class Flat {
  private Flat() {}

  static float[] of(List<float[]> parts) {
    int n = parts.isEmpty() ? 0 : parts.get(0).length;
    float[] all = new float[parts.size() * n];
    for (int i = 0; i < parts.size(); i++) {
      System.arraycopy(parts.get(i), 0, all, i * n, n);
    }
    return all;
  }

  static double[] ofDoubles(List<double[]> parts) {
    int n = parts.isEmpty() ? 0 : parts.get(0).length;
    double[] all = new double[parts.size() * n];
    for (int i = 0; i < parts.size(); i++) {
      System.arraycopy(parts.get(i), 0, all, i * n, n);
    }
    return all;
  }

  static List<float[]> split(float[] all, int parts) {
    List<float[]> list = new ArrayList<>(parts);
    for (int i = 0; i < parts; i++) {
      int n = all.length / parts;
      list.add(Arrays.copyOfRange(all, i * n, (i + 1) * n));
    }
    return list;
  }

  static List<double[]> split(double[] all, int parts) {
    List<double[]> list = new ArrayList<>(parts);
    for (int i = 0; i < parts; i++) {
      int n = all.length / parts;
      list.add(Arrays.copyOfRange(all, i * n, (i + 1) * n));
    }
    return list;
  }
}
