package dev.credence.physics;

import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/** A scattering process: its phase space with cuts, and its exact squared amplitude. */
public enum Process {
  /** gg -> ggg at sqrt(s) = 1 TeV; pT &gt; 20 GeV, |eta| &lt; 5, Delta R &gt; 0.4. */
  GG_GGG("gg-ggg", List.of("g", "g", "g"), new Cuts(20, 5, 0.4)) {
    @Override
    void draw(RandomGenerator random, double[] event, int offset) {
      writeBeams(1000, event, offset);
      Rambo.generate(3, 1000, random, event, offset + BEAMS);
    }

    @Override
    public double amplitude(double[] event, int offset) {
      return GluonAmplitudes.ggToGgg(event, offset);
    }

    @Override
    int[][] invariantPairs() {
      // All ten but s_12, which is constant.
      return new int[][] {{0, 2}, {0, 3}, {0, 4}, {1, 2}, {1, 3}, {1, 4}, {2, 3}, {2, 4}, {3, 4}};
    }
  },

  /**
   * gg -> Hg with mH = 125 GeV; pT &gt; 30 GeV. At fixed energy only one angle would be left, so
   * the partonic sqrt(s) is drawn log-uniformly from 160 GeV (just above the 158.5 GeV at which pT
   * = 30 GeV is possible) to 1 TeV, together with the angles: a point that fails the cut is redrawn
   * whole.
   */
  GG_HG("gg-Hg", List.of("H", "g"), new Cuts(30, Double.POSITIVE_INFINITY, 0)) {
    @Override
    void draw(RandomGenerator random, double[] event, int offset) {
      double sqrtS = 160 * StrictMath.exp(random.nextDouble() * StrictMath.log(1000 / 160.0));
      writeBeams(sqrtS, event, offset);
      TwoBody.generate(HiggsAmplitude.HIGGS_MASS, 0, sqrtS, random, event, offset + BEAMS);
    }

    @Override
    public double amplitude(double[] event, int offset) {
      double s = Kinematics.twoDot(event, offset, 0, 1);
      double t = -Kinematics.twoDot(event, offset, 0, 3);
      double u = -Kinematics.twoDot(event, offset, 1, 3);
      return HiggsAmplitude.ggToHg(s, t, u);
    }

    @Override
    int[][] invariantPairs() {
      // s, -t and -u; those with the massive H follow from them.
      return new int[][] {{0, 1}, {0, 3}, {1, 3}};
    }
  };

  /** Numbers of an event row before the first outgoing particle. */
  static final int BEAMS = 8;

  private static final int REFERENCE_POINTS = 4096;

  private final String commandName;
  private final List<String> outgoing;
  private final Cuts cuts;

  Process(String commandName, List<String> outgoing, Cuts cuts) {
    this.commandName = commandName;
    this.outgoing = outgoing;
    this.cuts = cuts;
  }

  /** The process of a {@link #commandName()}; any other name is an IllegalArgumentException. */
  public static Process named(String commandName) {
    for (Process process : values()) {
      if (process.commandName.equals(commandName)) {
        return process;
      }
    }
    throw new IllegalArgumentException(
        "unknown process '%s', known are %s"
            .formatted(
                commandName,
                Arrays.stream(values()).map(p -> p.commandName).collect(Collectors.joining(", "))));
  }

  /** The name on the command line, such as {@code gg-ggg}. */
  public String commandName() {
    return commandName;
  }

  /** Names of the outgoing particles, in the order of the event row. */
  public List<String> outgoing() {
    return outgoing;
  }

  /** Cuts on the outgoing particles. */
  public Cuts cuts() {
    return cuts;
  }

  /** Doubles per event row: four for each incoming and outgoing particle. */
  public int eventLength() {
    return BEAMS + 4 * outgoing.size();
  }

  /**
   * Writes one accepted event at {@code offset}: flat phase space, redrawn until the cuts accept.
   */
  public void generate(RandomGenerator random, double[] event, int offset) {
    do {
      draw(random, event, offset);
    } while (!cuts.accepts(event, offset + BEAMS, outgoing.size()));
  }

  /** The squared amplitude of the event at {@code offset}, positive; units as its formula says. */
  public abstract double amplitude(double[] event, int offset);

  /**
   * Mean pT of outgoing particles after cuts, GeV, from a fixed reference sample: the scale of
   * momentum inputs, the same for every dataset of the process.
   */
  public double meanPt() {
    double[] event = new double[eventLength()];
    double sum = 0;
    for (int point = 0; point < REFERENCE_POINTS; point++) {
      generate(PointRandom.PHASE_SPACE.stream(0, point), event, 0);
      for (int at = BEAMS; at < event.length; at += 4) {
        sum += Kinematics.pt(event, at);
      }
    }
    return sum / (REFERENCE_POINTS * outgoing.size());
  }

  /** One event before cuts. */
  abstract void draw(RandomGenerator random, double[] event, int offset);

  /** Pairs of massless particles (0-based) whose 2 p_i.p_j describe an event. */
  abstract int[][] invariantPairs();

  /** Two massless particles along +z and -z. */
  private static void writeBeams(double sqrtS, double[] event, int offset) {
    Arrays.fill(event, offset, offset + BEAMS, 0);
    event[offset] = sqrtS / 2;
    event[offset + 3] = sqrtS / 2;
    event[offset + 4] = sqrtS / 2;
    event[offset + 7] = -sqrtS / 2;
  }
}
