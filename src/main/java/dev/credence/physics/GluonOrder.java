package dev.credence.physics;

/**
 * The one order of identical gluons in which an event is shown to a network: outgoing gluons by
 * falling pT, and the beam first along which the leading gluon flies. The amplitude does not change
 * under these exchanges; without the order a network would have to learn that from data.
 *
 * <p>An order is packed into an int, four bits a place, so that nothing is allocated per event.
 */
final class GluonOrder {
  private static final int BITS = 4;
  private static final int MASK = 15;

  private final int first;
  private final int particles;

  /** For events whose outgoing gluons are the last particles, from {@code first} on. */
  GluonOrder(Process process) {
    int others = process.outgoing().indexOf("g");
    this.first = 2 + others;
    this.particles = 2 + process.outgoing().size();
  }

  /** The packed order of the event at {@code offset}. */
  int of(double[] event, int offset) {
    int order = 0;
    for (int place = 0; place < particles; place++) {
      order |= place << BITS * place;
    }
    for (int i = first + 1; i < particles; i++) {
      for (int j = i;
          j > first && pt(event, offset, order, j) > pt(event, offset, order, j - 1);
          j--) {
        order = exchanged(order, j, j - 1);
      }
    }
    double pz = event[offset + 4 * particle(order, first) + 3];
    return pz < 0 ? exchanged(order, 0, 1) : order;
  }

  /** The particle at a place of a packed order. */
  static int particle(int order, int place) {
    return order >>> BITS * place & MASK;
  }

  private static double pt(double[] event, int offset, int order, int place) {
    return Kinematics.pt(event, offset + 4 * particle(order, place));
  }

  private static int exchanged(int order, int a, int b) {
    int difference = particle(order, a) ^ particle(order, b);
    return order ^ difference << BITS * a ^ difference << BITS * b;
  }
}
