package dev.credence.backend.vector;

import static dev.credence.backend.vector.Lanes.L;
import static dev.credence.backend.vector.Lanes.PANEL;
import static dev.credence.backend.vector.Lanes.S;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;

/**
 * Softmax of rows in a panel, column c of row i at c {@link Lanes#PANEL} + i: lanes over rows, so
 * that nothing is added up across lanes. Sums stand in scratch: a vector that a loop hands on was
 * left on the heap by Java 25 at times.
 */
final class Softmax {
  private Softmax() {}

  /**
   * Exponentials of the columns of each row, the largest one, and their sums.
   *
   * @param a columns, which become smaller by the largest of their row
   * @param exponentials written: those of {@code a}, as many
   * @param largest written, a panel's rows: the largest column
   * @param sums written, a panel's rows: of the exponentials
   */
  static void run(float[] a, int columns, float[] exponentials, float[] largest, float[] sums) {
    largest(a, columns, largest);
    subtract(a, columns, largest);
    Pass.EXP.run(a, 0, exponentials, exponentials, 0, columns * PANEL);
    add(exponentials, columns, sums);
  }

  private static void largest(float[] a, int columns, float[] to) {
    System.arraycopy(a, 0, to, 0, PANEL);
    for (int at = PANEL; at < columns * PANEL; at += PANEL) {
      for (int i = 0; i < PANEL; i += L) {
        FloatVector most = FloatVector.fromArray(S, to, i);
        most.max(FloatVector.fromArray(S, a, at + i)).intoArray(to, i);
      }
    }
  }

  private static void subtract(float[] a, int columns, float[] rows) {
    for (int at = 0; at < columns * PANEL; at += PANEL) {
      for (int i = 0; i < PANEL; i += L) {
        FloatVector v = FloatVector.fromArray(S, a, at + i);
        v.sub(FloatVector.fromArray(S, rows, i)).intoArray(a, at + i);
      }
    }
  }

  private static void add(float[] a, int columns, float[] to) {
    System.arraycopy(a, 0, to, 0, PANEL);
    for (int at = PANEL; at < columns * PANEL; at += PANEL) {
      for (int i = 0; i < PANEL; i += L) {
        FloatVector sum = FloatVector.fromArray(S, to, i);
        sum.add(FloatVector.fromArray(S, a, at + i)).intoArray(to, i);
      }
    }
  }

  /** Divides the columns of each row by the row's number. */
  static void divide(float[] a, int columns, float[] rows) {
    for (int at = 0; at < columns * PANEL; at += PANEL) {
      for (int i = 0; i < PANEL; i += L) {
        FloatVector v = FloatVector.fromArray(S, a, at + i);
        v.div(FloatVector.fromArray(S, rows, i)).intoArray(a, at + i);
      }
    }
  }

  /** Sums over the columns of each row of products of two panels. */
  static void addProducts(float[] a, float[] b, int columns, float[] to) {
    Arrays.fill(to, 0, PANEL, 0);
    for (int at = 0; at < columns * PANEL; at += PANEL) {
      for (int i = 0; i < PANEL; i += L) {
        FloatVector sum = FloatVector.fromArray(S, to, i);
        FloatVector v = FloatVector.fromArray(S, a, at + i);
        v.fma(FloatVector.fromArray(S, b, at + i), sum).intoArray(to, i);
      }
    }
  }
}
