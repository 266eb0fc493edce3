package dev.credence.data;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The header of an NPY array: a Python dictionary literal with exactly the keys {@code descr},
 * {@code fortran_order} and {@code shape} (NumPy enhancement proposal 1).
 */
final class NpyHeader {
  private final String text;
  private final String source;
  private int at;

  private String descr;
  private boolean fortranOrder;
  private List<Long> shape;

  private NpyHeader(byte[] header, String source) {
    this.text = new String(header, StandardCharsets.UTF_8);
    this.source = source;
  }

  static NpyHeader parse(byte[] header, String source) {
    NpyHeader parsed = new NpyHeader(header, source);
    parsed.dictionary();
    return parsed;
  }

  /** NumPy's type code, such as {@code <f8}. */
  String descr() {
    return descr;
  }

  boolean fortranOrder() {
    return fortranOrder;
  }

  List<Long> shape() {
    return shape;
  }

  private void dictionary() {
    Set<String> seen = new HashSet<>();
    expect('{');
    while (peek() != '}') {
      String key = quoted();
      expect(':');
      if (!seen.add(key)) {
        throw malformed("the key " + Quoted.of(key) + " appears twice");
      }
      switch (key) {
        case "descr" -> descr = typeCode();
        case "fortran_order" -> fortranOrder = bool();
        case "shape" -> shape = tuple();
        default -> throw malformed("the key " + Quoted.of(key) + " is unknown");
      }
      if (peek() != '}') {
        expect(',');
      }
    }
    expect('}');
    if (peek() != 0) {
      throw malformed("text follows the dictionary");
    }
    if (seen.size() != 3) {
      throw malformed("descr, fortran_order and shape are all needed");
    }
  }

  private String typeCode() {
    if (peek() == '[') {
      throw new DataException(
          source + " is a structured array, but only plain arrays of numbers can be read");
    }
    return quoted();
  }

  private boolean bool() {
    for (String word : new String[] {"True", "False"}) {
      peek();
      if (text.startsWith(word, at)) {
        at += word.length();
        return word.equals("True");
      }
    }
    throw malformed("fortran_order is neither True nor False");
  }

  private List<Long> tuple() {
    List<Long> lengths = new ArrayList<>();
    expect('(');
    while (peek() != ')') {
      lengths.add(length());
      if (peek() != ')') {
        expect(',');
      }
    }
    expect(')');
    return lengths;
  }

  private long length() {
    int start = at;
    while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
      at++;
    }
    // 18 digits fit a long; the product of the lengths is checked where it is formed.
    if (at == start || at - start > 18) {
      throw malformed("the shape is not a tuple of whole numbers");
    }
    return Long.parseLong(text.substring(start, at));
  }

  private String quoted() {
    char quote = peek();
    int end = quote == '\'' || quote == '"' ? text.indexOf(quote, at + 1) : -1;
    if (end < 0) {
      throw malformed("a quoted name is missing");
    }
    String name = text.substring(at + 1, end);
    at = end + 1;
    return name;
  }

  /** The next character that is not blank, or 0 at the end. */
  private char peek() {
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
    return at < text.length() ? text.charAt(at) : 0;
  }

  private void expect(char wanted) {
    if (peek() != wanted) {
      throw malformed("'" + wanted + "' is missing");
    }
    at++;
  }

  private DataException malformed(String why) {
    return new DataException(source + " has a malformed NPY header: " + why);
  }
}
