package dev.credence.data;

/** What to do with NaN and infinity where numbers are asked for. */
public enum NonFinite {
  /** A {@link DataException} naming the first one. */
  REJECT,
  ALLOW
}
