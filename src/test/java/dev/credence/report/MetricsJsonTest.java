package dev.credence.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class MetricsJsonTest {

  @Test
  void keysNestInTheOrderPutIn() {
    String text =
        new MetricsJson()
            .figure("pulls.total.width", 0.987, 0.013)
            .figure("mse", 2.0e-4)
            .setting("noise", 0.05)
            .setting("quick", false)
            .series("loss.train", new double[] {1, 0.5})
            .figure("pulls.total.mean", 0.1)
            .text();
    assertThat(text)
        .isEqualTo(
            """
            {
              "pulls" : {
                "total" : {
                  "width" : {
                    "value" : 0.987,
                    "standard_error" : 0.013
                  },
                  "mean" : {
                    "value" : 0.1
                  }
                }
              },
              "mse" : {
                "value" : 2.0E-4
              },
              "noise" : 0.05,
              "quick" : false,
              "loss" : {
                "train" : [ 1.0, 0.5 ]
              }
            }
            """);
  }

  @Test
  void quantitiesKeepReferenceAndVerdict() throws Exception {
    Quantity width = Quantity.of("width", 0.771, 0.01).between(0.9, 1.1, "unit Gaussian");
    JsonNode json = new ObjectMapper().readTree(new MetricsJson().figure("w", width).text());
    assertThat(json.at("/w/value").doubleValue()).isEqualTo(0.771);
    assertThat(json.at("/w/standard_error").doubleValue()).isEqualTo(0.01);
    assertThat(json.at("/w/reference").textValue()).isEqualTo("0.9 – 1.1");
    assertThat(json.at("/w/ok").booleanValue()).isFalse();
  }

  @Test
  void provenanceOfThisJvmIsComplete() throws Exception {
    Provenance here =
        Provenance.here("credence study x", -3, "scalar", Instant.EPOCH, Duration.ofMillis(1500));
    JsonNode json = new ObjectMapper().readTree(new MetricsJson().provenance(here).text());
    assertThat(json.at("/provenance/seed").longValue()).isEqualTo(-3);
    assertThat(json.at("/provenance/duration_seconds").doubleValue()).isEqualTo(1.5);
    assertThat(json.at("/provenance/java").textValue())
        .isEqualTo(System.getProperty("java.version"));
    assertThat(json.at("/provenance/cpu").textValue()).isNotBlank();
    assertThat(json.at("/provenance/processors").intValue()).isPositive();
  }

  @Test
  void whatIsNotFiniteIsNamed() {
    MetricsJson metrics = new MetricsJson();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> metrics.figure("pulls.width", Double.NaN))
        .withMessageContaining("pulls.width is NaN");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> metrics.figure("a", 1, Double.POSITIVE_INFINITY))
        .withMessageContaining("a.standard_error");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> metrics.series("loss", new double[] {0, Double.NaN}))
        .withMessageContaining("loss[1]");
    assertThat(metrics.text()).isEqualTo("{ }\n");
  }

  @Test
  void aKeyIsTakenOnlyOnce() {
    MetricsJson metrics = new MetricsJson().figure("a.b", 1).setting("s", 1L);
    assertThatIllegalArgumentException().isThrownBy(() -> metrics.figure("a.b", 2));
    assertThatIllegalArgumentException().isThrownBy(() -> metrics.figure("a", 2));
    assertThatIllegalArgumentException().isThrownBy(() -> metrics.figure("a.b.c", 2));
    assertThatIllegalArgumentException().isThrownBy(() -> metrics.figure("s.c", 2));
    assertThatIllegalArgumentException().isThrownBy(() -> metrics.figure("", 2));
  }
}
