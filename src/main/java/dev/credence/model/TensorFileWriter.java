package dev.credence.model;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Writes a {@link TensorFile}. */
final class TensorFileWriter {
  private TensorFileWriter() {}

  static void write(TensorFile file, OutputStream out) throws IOException {
    List<Tensor> tensors = file.inFileOrder();
    Map<String, String> metadata = new TreeMap<>(file.metadata());
    metadata.put(TensorFile.FORMAT_KEY, TensorFile.FORMAT);
    metadata.put(TensorFile.VERSION_KEY, Integer.toString(TensorFile.VERSION));
    Checksum checksum = new Checksum(metadata);
    tensors.forEach(checksum::add);
    metadata.put(TensorFile.CHECKSUM_KEY, checksum.hex());
    byte[] header = TensorHeader.format(metadata, tensors);
    if (header.length > TensorHeader.LONGEST) {
      throw new IOException("its header would exceed " + TensorHeader.LONGEST + " bytes");
    }
    out.write(ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(header.length).array());
    out.write(header);
    for (Tensor tensor : tensors) {
      out.write(tensor.data());
    }
  }
}
