package dev.credence.report;

import java.util.Locale;

/**
 * Every colour of charts and page, for paper and for a dark screen. Series take the palette of
 * Okabe and Ito (2008), safe for colour-blind readers; its yellow is left out as too pale on white.
 * Elements carry the light colour as attribute, which works in any SVG reader; the page's style
 * sheet overrides it by class on dark screens.
 */
enum Ink {
  TEXT("#1a1d21", "#e6e8eb"),
  MUTED("#5b626b", "#a0a7b0"),
  FRAME("#8a919a", "#6b737d"),
  GRID("#e4e7ea", "#2b3138"),
  PAPER("#ffffff", "#171b20"),
  BLUE("#0072b2", "#4aa8e0"),
  VERMILLION("#d55e00", "#f07f35"),
  GREEN("#009e73", "#2fc09a"),
  PURPLE("#cc79a7", "#dd96bf"),
  ORANGE("#e69f00", "#f0b42e"),
  SKY("#56b4e9", "#8fcdf2"),
  DENSITY0("#dce9f4", "#1d3145"),
  DENSITY1("#bcd6ea", "#1f4666"),
  DENSITY2("#93bfdf", "#215d8a"),
  DENSITY3("#62a3d0", "#2d77ae"),
  DENSITY4("#3585bd", "#4493cc"),
  DENSITY5("#15669f", "#6db1e2"),
  DENSITY6("#0a4a7c", "#a0cff0"),
  DENSITY7("#072f54", "#daeefb");

  private static final Ink[] SERIES = {BLUE, VERMILLION, GREEN, PURPLE, ORANGE, SKY, TEXT};

  private final String light;
  private final String dark;

  Ink(String light, String dark) {
    this.light = light;
    this.dark = dark;
  }

  /** The colour of the i-th series; after seven they come round again. */
  static Ink series(int i) {
    return SERIES[i % SERIES.length];
  }

  /** Number of colours of series. */
  static int count() {
    return SERIES.length;
  }

  /** The i-th of {@link #densityLevels} steps from few to many. */
  static Ink density(int i) {
    return values()[DENSITY0.ordinal() + i];
  }

  static int densityLevels() {
    return values().length - DENSITY0.ordinal();
  }

  String light() {
    return light;
  }

  String cssClass(String attribute) {
    return attribute.charAt(0) + "-" + name().toLowerCase(Locale.ROOT);
  }

  /** CSS rules that recolour fills and strokes for dark screens. */
  static String darkRules() {
    StringBuilder css = new StringBuilder();
    for (Ink ink : values()) {
      for (String attribute : new String[] {"fill", "stroke"}) {
        css.append('.').append(ink.cssClass(attribute)).append('{');
        css.append(attribute).append(':').append(ink.dark).append("}\n");
      }
    }
    return css.toString();
  }
}
