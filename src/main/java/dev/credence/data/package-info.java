/**
 * Tables from files, and what training derives from them. A leaf room: it uses nothing of ours.
 *
 * <pre>
 *   Path -> Tables.read -> Table -> Split        rows for training, validation, test
 *           CSV, white-space,      -> Labels       class values &lt;-> indices
 *           NPY, NPZ               -> Standardizer means and scales of the training rows
 *                                     -> float[] (rows, columns), row-major
 *   CsvWriter, NpyWriter                          back out, onto any stream
 * </pre>
 *
 * <p>Files are data: sizes are checked before memory is taken, and every bad input ends in one
 * {@link dev.credence.data.DataException} whose message is one sentence naming file, place and
 * column. Rows in memory have no file: what is wrong with them is a {@link
 * dev.credence.data.RowsException}, for which the table that they came from finds the place.
 */
package dev.credence.data;
