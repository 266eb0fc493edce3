/**
 * What a study hands to people: one self-contained HTML page with charts and tables of figures, the
 * charts as standalone SVG files, and {@code metrics.json} for machines.
 *
 * <pre>
 *  Chart (marks on two axes) --svg--> Report (sections, figures, tables) --html--> String
 *  Quantity (value, error, reference) --^------------------------------> MetricsJson --text--> String
 * </pre>
 *
 * <p>Everything is rendered to strings and is a pure function of what was put in; writing files is
 * the caller's part. Text takes two marks only, {@code _{sub}} and {@code ^{super}}; all else is
 * escaped.
 */
package dev.credence.report;
