package dev.credence.model;

import dev.credence.inference.Method;
import dev.credence.inference.TrainingData;
import dev.credence.inference.TrainingOptions;
import dev.credence.layer.Network;
import dev.credence.posterior.Prior;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * What a training run must share with the checkpoint that it resumes from.
 *
 * @param network digest of the network's structure
 * @param options digest of the method, the prior and the training options
 * @param data digest of the training and validation rows
 */
public record Fingerprint(String network, String options, String data) {
  private static final int DIGITS = 16;
  private static final int BLOCK = 1 << 12;

  /** Of a run; {@code validation} may be null. */
  public static Fingerprint of(
      Method method,
      Network network,
      Prior prior,
      TrainingOptions options,
      TrainingData data,
      TrainingData validation) {
    MessageDigest rows = sha256();
    add(rows, data);
    if (validation != null) {
      add(rows, validation);
    }
    return new Fingerprint(
        hex(NetworkJson.write(network)),
        hex(method + " " + prior + " " + options),
        hex(rows.digest()));
  }

  /** What differs from another run's, in words; empty where nothing does. */
  String difference(Fingerprint other) {
    if (!network.equals(other.network)) {
      return "another network";
    }
    if (!options.equals(other.options)) {
      return "other training options";
    }
    return data.equals(other.data) ? "" : "other data";
  }

  private static void add(MessageDigest digest, TrainingData data) {
    add(digest, data.inputs());
    add(digest, data.targets());
    if (data.weights() != null) {
      add(digest, data.weights());
    }
  }

  private static void add(MessageDigest digest, float[] values) {
    ByteBuffer bytes = ByteBuffer.allocate(BLOCK * Float.BYTES);
    bytes.putInt(values.length);
    for (float value : values) {
      if (!bytes.hasRemaining()) {
        digest.update(bytes.flip());
        bytes.clear();
      }
      bytes.putFloat(value);
    }
    digest.update(bytes.flip());
  }

  private static String hex(String text) {
    return hex(sha256().digest(text.getBytes(StandardCharsets.UTF_8)));
  }

  private static String hex(byte[] digest) {
    return HexFormat.of().formatHex(digest).substring(0, DIGITS);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
