package dev.credence.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TableTest {
  private final Table table =
      Table.of(
          "t.csv",
          Column.of("Energy", 1, Double.NaN, 3),
          Column.of("angle", 0.5f, 1.5f, -2f),
          Column.of("kind", "a", "2", ""),
          Column.of("7", 1e300, 2, Double.POSITIVE_INFINITY));

  @Test
  void findsColumnsByNameBeforeNumber() {
    assertThat(table.index("angle")).isEqualTo(1);
    assertThat(table.index("2")).isEqualTo(2);
    assertThat(table.index("7")).isEqualTo(3);
    assertThat(table.indices(List.of("kind", "0"))).containsExactly(2, 0);
  }

  @Test
  void listsColumnsAndTheNearestName() {
    assertThatThrownBy(() -> table.index("anlge"))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "t.csv has no column 'anlge', did you mean 'angle'? (its 4 columns are Energy, angle,"
                + " kind, 7)");
    assertThatThrownBy(() -> table.index("energy")).hasMessageContaining("did you mean 'Energy'?");
    assertThatThrownBy(() -> table.index("momentum"))
        .hasMessage("t.csv has no column 'momentum' (its 4 columns are Energy, angle, kind, 7)");
    assertThatThrownBy(() -> table.index("4"))
        .hasMessage("t.csv has no column 4: its columns are 0 to 3");
    assertThatThrownBy(() -> table.index("-1")).isInstanceOf(DataException.class);
    assertThatThrownBy(() -> table.index("99999999999")).isInstanceOf(DataException.class);
  }

  @Test
  void shortensLongLists() {
    Column[] many =
        IntStream.range(0, 500).mapToObj(k -> Column.of("column" + k, 1.0)).toArray(Column[]::new);
    assertThatThrownBy(() -> Table.of("t", many).index("?"))
        .hasMessageEndingWith("column18, column19, ...)");
  }

  @Test
  void refusesTextAndNonFiniteNumbersWhereTheyAreUsed() {
    assertThatThrownBy(() -> table.numbers(0))
        .hasMessage("t.csv, row index 1, column 'Energy': NaN is not a finite number");
    assertThatThrownBy(() -> table.numbers(2))
        .hasMessage("t.csv, row index 0, column 'kind': 'a' is not a number");
    assertThatThrownBy(() -> table.number(2, 2))
        .hasMessage("t.csv, row index 2, column 'kind': the field is empty");
    assertThatThrownBy(() -> table.matrix(1, 3))
        .isInstanceOf(DataException.class)
        .hasMessage("t.csv, row index 0, column '7': 1.0E300 does not fit float32");
    assertThat(table.numbers(0, NonFinite.ALLOW)).containsExactly(1, Double.NaN, 3);
  }

  @Test
  void refusesColumnsOfUnequalLength() {
    assertThatThrownBy(() -> Table.of("t", Column.of("a", 1.0), Column.of("b", 1.0, 2.0)))
        .isInstanceOf(DataException.class)
        .hasMessage("t: column 'b' has 2 rows where 'a' has 1");
  }

  @Test
  void keepsItsOwnNumbers() {
    double[] mine = {1, 2};
    Column column = Column.of("a", mine);
    mine[0] = 9;
    assertThat(column.number(0)).isEqualTo(1);
    assertThat(column.text(1)).isEqualTo("2");
    assertThat(Column.of("a", 0.1f).text(0)).isEqualTo("0.1");
  }
}
