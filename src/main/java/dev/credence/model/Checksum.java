package dev.credence.model;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/**
 * SHA-256 over the content of a {@link TensorFile}: the number of metadata entries, each key and
 * value in key order (all but the checksum itself), then per tensor in file order name, type, shape
 * and numbers. Texts and lists are preceded by their length as big-endian int32, so different
 * contents never give the same stream.
 */
final class Checksum {
  private final MessageDigest digest;

  Checksum(Map<String, String> metadata) {
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
    Map<String, String> covered = new TreeMap<>(metadata);
    covered.remove(TensorFile.CHECKSUM_KEY);
    number(covered.size());
    covered.forEach(
        (key, value) -> {
          text(key);
          text(value);
        });
  }

  void add(Tensor tensor) {
    text(tensor.name());
    text(tensor.type().name());
    number(tensor.shape().length);
    for (int length : tensor.shape()) {
      number(length);
    }
    digest.update(tensor.data());
  }

  /** Lower-case hexadecimal; ends the computation. */
  String hex() {
    return HexFormat.of().formatHex(digest.digest());
  }

  private void text(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    number(bytes.length);
    digest.update(bytes);
  }

  private void number(int value) {
    digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, value));
  }
}
