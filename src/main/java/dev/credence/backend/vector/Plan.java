package dev.credence.backend.vector;

import java.util.ArrayList;
import java.util.List;

/**
 * The order of a program's stages. Two steps, both decided by shapes and memory alone:
 *
 * <ol>
 *   <li>Row stages over the same rows form chains: a part takes one block of rows through all of
 *       them, so that activations are read while the second-level cache still holds them.
 *   <li>Everything moves as far forward as what it reads and writes allows; what then stands at the
 *       same level runs side by side as one stage. All weights are laid out in one stage at the
 *       start, the weight gradients of small layers in one at the end.
 * </ol>
 */
final class Plan {
  /** Most weights that the stages of a chain may pull through the second-level cache: 512 KiB. */
  private static final long CHAIN_WEIGHTS = 128 * 1024;

  private record Node(Stage stage, String op, Uses uses) {}

  /** A stage, or row stages that run as a chain. */
  private static final class Group {
    final List<Node> nodes = new ArrayList<>();
    int level;

    boolean conflicts(Uses uses) {
      return nodes.stream().anyMatch(node -> node.uses.conflicts(uses));
    }

    /** Whether a row stage may join as the last one of the chain. */
    boolean admits(Node node) {
      if (!(node.stage instanceof RowStage own) || !(nodes.get(0).stage instanceof RowStage lead)) {
        return false;
      }
      if (own.replicas != lead.replicas || own.rows != lead.rows) {
        return false;
      }
      long weights = own.weights();
      for (Node other : nodes) {
        weights += ((RowStage) other.stage).weights();
        if (other.uses.conflictsAcrossRows(node.uses, own.replicas, own.rows)) {
          return false;
        }
      }
      return weights <= CHAIN_WEIGHTS;
    }

    Stage stage() {
      return nodes.size() == 1 ? nodes.get(0).stage : new RowChain(stages(), names());
    }

    private List<RowStage> stages() {
      return nodes.stream().map(node -> (RowStage) node.stage).toList();
    }

    List<String> names() {
      return nodes.stream().map(Node::op).toList();
    }
  }

  private final List<Group> groups = new ArrayList<>();
  private final int threads;
  private String op;

  Plan(int threads) {
    this.threads = threads;
  }

  /** Names the operation that the next stages belong to. */
  void begin(String name) {
    op = name;
  }

  /** Adds a stage, as early as those that it conflicts with allow. */
  void add(Stage stage, Uses uses) {
    Node node = new Node(stage, op, uses);
    int place = groups.size();
    while (place > 0) {
      Group before = groups.get(place - 1);
      if (before.admits(node)) {
        before.nodes.add(node);
        return;
      }
      if (before.conflicts(uses)) {
        break;
      }
      place--;
    }
    Group group = new Group();
    group.nodes.add(node);
    groups.add(place, group);
  }

  /** The stages in running order. */
  Stage[] stages() {
    int levels = 0;
    for (int i = 0; i < groups.size(); i++) {
      Group group = groups.get(i);
      for (int j = 0; j < i; j++) {
        Group earlier = groups.get(j);
        if (earlier.level >= group.level && conflict(earlier, group)) {
          group.level = earlier.level + 1;
        }
      }
      levels = Math.max(levels, group.level + 1);
    }
    Stage[] order = new Stage[levels];
    for (int level = 0; level < levels; level++) {
      order[level] = level(level);
    }
    return order;
  }

  private static boolean conflict(Group earlier, Group later) {
    return later.nodes.stream().anyMatch(node -> earlier.conflicts(node.uses));
  }

  private Stage level(int level) {
    List<Stage> stages = new ArrayList<>();
    List<String> names = new ArrayList<>();
    for (Group group : groups) {
      if (group.level == level) {
        stages.add(group.stage());
        names.add(group.nodes.get(0).op);
      }
    }
    return new Together(stages, names, threads);
  }
}
