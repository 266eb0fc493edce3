package dev.credence.backend.cuda.driver;

/**
 * A kernel as its launches see it; a test holds it against what the compilers say.
 *
 * @param image the source file in {@code kernels/} and the image it becomes, without its ending
 * @param name of the function
 * @param threads of a block
 * @param parameters one letter each: M matrix, L list of matrices, N noise, p pointer, l 64-bit, i
 *     32-bit integer, f float
 */
public record Kernel(String image, String name, int threads, String parameters) {
  @Override
  public String toString() {
    return image + ".cu:" + name;
  }
}
