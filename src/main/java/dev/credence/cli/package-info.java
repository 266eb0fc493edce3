/**
 * The command line: one small class per command over shared groups of options.
 *
 * <pre>
 *   Credence --+-- train     table -> model        Interrupts, TrainingDisplay
 *              +-- predict   model + table -> CSV
 *              +-- evaluate  model + table -> figures
 *              +-- doctor    backends, self-test, reference vectors
 *              +-- study     the physics studies, one command each
 * </pre>
 *
 * <p>Names, columns, keys and exit statuses are a contract that scripts depend on. {@link
 * dev.credence.cli.Failures} turns whatever goes wrong into one sentence on stderr.
 */
package dev.credence.cli;
