package dev.credence.data;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.CsvRecordHandler;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import de.siegmar.fastcsv.reader.FieldModifiers;
import java.io.IOException;
import java.nio.file.Path;

/**
 * CSV with a header line: commas, quoted fields (RFC 4180), LF or CRLF; blank lines are skipped.
 */
final class CsvRows {
  private CsvRows() {}

  static Table read(Path path, String source) throws IOException {
    return TextRows.read(source, true, sink -> forEach(path, source, sink));
  }

  private static void forEach(Path path, String source, TextRows.Sink sink) throws IOException {
    try (CsvReader<CsvRecord> reader =
        CsvReader.builder()
            // Ragged rows are counted by TextRows, whose sentence names both counts.
            .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
            .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
            .trimWhitespacesAroundQuotes(true)
            .allowUnclosedQuote(false)
            .build(
                CsvRecordHandler.of(
                    handler ->
                        handler
                            .maxFields(TextRows.MOST_COLUMNS)
                            .fieldModifier(FieldModifiers.STRIP)),
                Tables.text(path))) {
      for (CsvRecord record : reader) {
        boolean blank = record.getFieldCount() == 1 && record.getField(0).isEmpty();
        if (!blank) {
          sink.row(record.getStartingLineNumber(), record.getFields());
        }
      }
    } catch (CsvParseException e) {
      throw new DataException(source + " is not valid CSV: " + e.getMessage(), e);
    }
  }
}
