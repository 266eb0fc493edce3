package dev.credence.data;

/** Foreign text made fit for one line of a message. */
final class Quoted {
  private static final int LONGEST = 40;

  private Quoted() {}

  /** The text in single quotes, shortened to 40 characters, control characters as {@code ?}. */
  static String of(String text) {
    String shown = text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "...";
    StringBuilder out = new StringBuilder(shown.length() + 2).append('\'');
    shown.codePoints().map(c -> Character.isISOControl(c) ? '?' : c).forEach(out::appendCodePoint);
    return out.append('\'').toString();
  }
}
