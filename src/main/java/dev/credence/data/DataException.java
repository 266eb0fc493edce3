package dev.credence.data;

/** Bad input data. The message is one sentence that names the file, the place and the column. */
public class DataException extends RuntimeException {
  public DataException(String sentence) {
    super(sentence);
  }

  public DataException(String sentence, Throwable cause) {
    super(sentence, cause);
  }
}
