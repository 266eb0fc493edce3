package dev.credence.cli;

import dev.credence.backend.Backend;
import dev.credence.data.RowsException;
import dev.credence.data.Table;
import dev.credence.data.Tables;
import dev.credence.inference.Diagnostics;
import dev.credence.inference.EpochReport;
import dev.credence.inference.Method;
import dev.credence.inference.sampler.SamplingOptions;
import dev.credence.model.ModelFile;
import dev.credence.model.ModelTrainer;
import dev.credence.model.TrainingResult;
import dev.credence.model.TrainingSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code credence train}: a table in, a model out. */
@Command(
    name = "train",
    sortOptions = false,
    customSynopsis = "credence train --data FILE --target COL[,COL] --model FILE [OPTIONS]",
    description = {
      "Train a network with error bars on a table.",
      "",
      "What is not given is chosen from the data. Columns are standardised, some rows validate,"
          + " and where these suffice the error bars are calibrated on them. Ctrl-C ends training"
          + " after the current step and keeps a checkpoint from which --resume goes on.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  credence train --data train.csv --target y --model y.credence",
      "  credence train --data train.csv --target y --method ensemble --model y.credence",
      "  credence train --data jets.npz --target label --task classification \\",
      "      --model jets.credence",
      "  credence train --data data.txt --features 0,1,2 --target 3 --hidden 64,64 \\",
      "      --epochs 200 --model m.credence"
    })
final class TrainCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private DataOptions data;

  @Option(
      names = "--model",
      required = true,
      paramLabel = "FILE",
      description = "Where to write the model.")
  private Path model;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Seed of the split and of all noise (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--resume",
      description = "Go on from the checkpoint that an interrupted run left beside the model.")
  private boolean resume;

  @Mixin private BackendOption backend;
  @Mixin private MethodOptions methods;
  @Mixin private NetworkOptions network;

  @Override
  public Integer call() throws IOException {
    CommandLine command = spec.commandLine();
    Path checkpoint = Path.of(model + ".checkpoint");
    methods.check(command);
    network.checkMethod(command, methods);
    Outputs.requireWritable(command, "--model", model);
    Outputs.requireOther(command, "--model", model, "--data", data.file);
    Table table = Tables.read(data.file);
    TrainingSet rows = data.trainingSet(command, table);
    int training = network.trainingRows(command, rows.rows(), seed);
    Method method = methods.method(network, training);
    sayAboutCheckpoint(command, checkpoint);
    TrainingResult result;
    int stopped;
    try (Backend machine = backend.open();
        Interrupts interrupts = new Interrupts();
        TrainingDisplay display = TrainingDisplay.on(command.getErr(), "train")) {
      result =
          ModelTrainer.of(rows)
              .method(method)
              .recipe(network.recipe(method, rows.rows()))
              .options(network.trainingOptions(method, training, methods.members(method), seed))
              .recalibration(network.recalibration(command, rows, seed))
              .validationFraction(network.validation)
              .seed(seed)
              .checkpoint(checkpoint)
              .resume(resume)
              .provenance(provenance(machine))
              .listener(interrupts.stopping(display))
              .train(machine);
      stopped = interrupts.exitStatus();
    } catch (RowsException e) {
      throw table.fault(e, 0);
    }
    if (result.interrupted()) {
      command
          .getErr()
          .println(
              "credence: training stopped and kept "
                  + checkpoint
                  + "; the same command with --resume goes on from there");
      return stopped;
    }
    ModelFile.write(model, result.model());
    Files.deleteIfExists(checkpoint);
    report(command, method, result);
    return ExitStatus.SUCCESS;
  }

  private void sayAboutCheckpoint(CommandLine command, Path checkpoint) {
    boolean there = Files.exists(checkpoint);
    if (resume && !there) {
      command.getErr().println("credence: there is no " + checkpoint + ": training starts afresh");
    } else if (!resume && there) {
      command
          .getErr()
          .println(
              "credence: training starts afresh and will replace "
                  + checkpoint
                  + " of an interrupted run; --resume would go on from it");
    }
  }

  private void report(CommandLine command, Method method, TrainingResult result) {
    var out = command.getOut();
    List<EpochReport> history = result.history();
    EpochReport last = history.get(history.size() - 1);
    out.printf(
        "%s of %s from %s%n",
        result.model().isClassification() ? "classification" : "regression",
        String.join(", ", result.model().targets()),
        String.join(", ", result.model().features()));
    out.printf(
        "%d rows to train on, %d to validate on, %s, last loss %s%n",
        result.trainingRows(),
        result.validationRows(),
        length(method, history),
        TrainingDisplay.terms(last.negativeLogLikelihood(), last.klTerm()));
    diagnose(command, result.diagnostics());
    result
        .validation()
        .ifPresent(
            figures ->
                figures
                    .calibrated()
                    .forEach(
                        (target, byName) -> {
                          out.printf("%nvalidation of %s%n", target);
                          Figures.print(out, byName);
                        }));
    out.printf("%nmodel written to %s%n", model);
  }

  private static String length(Method method, List<EpochReport> history) {
    if (method instanceof Method.Chains chains) {
      SamplingOptions sampling = chains.sampling();
      return "%d chains of %d iterations".formatted(sampling.chains(), sampling.iterations());
    }
    return history.size() + " epochs";
  }

  /** What the method says about itself; reasons to distrust the result go to stderr. */
  private static void diagnose(CommandLine command, Diagnostics diagnostics) {
    if (!diagnostics.figures().isEmpty()) {
      var out = command.getOut();
      out.println();
      int width = diagnostics.figures().keySet().stream().mapToInt(String::length).max().getAsInt();
      diagnostics
          .figures()
          .forEach((key, v) -> out.printf(Locale.ROOT, "%-" + width + "s  %.5g%n", key, v));
    }
    diagnostics.warnings().forEach(w -> command.getErr().println("credence: warning: " + w));
  }

  /** How the model came about; no date, so that the same command gives the same file. */
  private Map<String, String> provenance(Backend machine) {
    Map<String, String> entries = new LinkedHashMap<>();
    entries.put("command", CommandText.of(spec));
    entries.put("seed", Long.toString(seed));
    entries.put("backend", machine.name());
    entries.put("credence", Version.number());
    entries.put("java", System.getProperty("java.version"));
    return entries;
  }
}
