package dev.credence.backend.cuda.driver;

/**
 * A kernel as its launches see it; a test holds it against what the compilers say.
 *
 * @param image the source file in {@code kernels/} and the image it becomes, without its ending
 * @param name of the function
 * @param threads of a block
 * @param parameters one letter each: M matrix, L list of matrices, N noise, p pointer, l 64-bit, i
 *     32-bit integer, f float
 * @param sharedBytes of shared memory that a launch brings each block, besides what the kernel
 *     declares
 */
public record Kernel(String image, String name, int threads, String parameters, int sharedBytes) {
  /** A kernel that declares all its shared memory itself. */
  public Kernel(String image, String name, int threads, String parameters) {
    this(image, name, threads, parameters, 0);
  }

  @Override
  public String toString() {
    return image + ".cu:" + name;
  }
}
