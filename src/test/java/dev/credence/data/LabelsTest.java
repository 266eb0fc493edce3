package dev.credence.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class LabelsTest {

  @Test
  void ordersWholeNumbersByValueBeforeText() {
    Table table = Table.of("t", Column.of("y", "red", "10", "9", "-1", "blue", "9.0", "red"));
    Labels labels = Labels.fit(table, 0, table.allRows());
    assertThat(labels.classes()).containsExactly("-1", "9", "10", "blue", "red");
    assertThat(labels.indices(table, 0, new int[] {6, 5, 0})).containsExactly(4, 1, 4);
    assertThat(Labels.of(labels.classes()).indices(table, 0, new int[] {1})).containsExactly(2);
  }

  @Test
  void knowsOneClassInTextAndInNumbers() {
    Table numbers = Table.of("t", Column.of("y", 1.0f, 0f, 2f));
    Labels labels = Labels.fit(numbers, 0, numbers.allRows());
    assertThat(labels.classes()).containsExactly("0", "1", "2");
    Table text = Table.of("u", Column.of("y", "01", "2.0", "x"));
    assertThat(labels.indices(text, 0, new int[] {0, 1})).containsExactly(1, 2);
  }

  @Test
  void namesTheClassAndRowThatTrainingDidNotSee() {
    Labels labels = Labels.of(List.of("green", "red"));
    Table test = Table.of("test.csv", Column.of("kind", "red", "blue"));
    assertThatThrownBy(() -> labels.indices(test, 0, test.allRows()))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "test.csv, row index 1, column 'kind': the class 'blue' was not seen in training");
  }

  @Test
  void refusesWhatIsNoClass() {
    Table table =
        Table.of("t", Column.of("a", 0.5, 1), Column.of("b", "", "x"), Column.of("c", 3, 3));
    assertThatThrownBy(() -> Labels.fit(table, 0, table.allRows()))
        .hasMessage(
            "t, row index 0, column 'a': 0.5 is no class: classes are text or whole numbers");
    assertThatThrownBy(() -> Labels.fit(table, 1, table.allRows()))
        .hasMessage("t, row index 0, column 'b': the class is empty");
    assertThatThrownBy(() -> Labels.fit(table, 2, table.allRows()))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("every row is of the class '3'");
    assertThatThrownBy(() -> Labels.of(List.of("a", "a"))).isInstanceOf(DataException.class);
  }
}
