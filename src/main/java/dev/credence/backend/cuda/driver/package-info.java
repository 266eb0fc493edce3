/**
 * What the CUDA backend needs of a device, and JCuda behind it. Nothing else imports jcuda; the
 * emulated device of the tests is the other implementation of {@link
 * dev.credence.backend.cuda.driver.Driver}.
 *
 * <pre>
 *   Gpus          which devices there are, or the one reason why none is   NativeLibraries, Libraries
 *     |
 *   JcudaDriver   one device: context, stream, memory, lock
 *     |-- Images          compiled kernels, loaded when first asked for
 *     |-- Staging         copies through pinned memory
 *     |-- JcublasBlas     plain products                                   BlasLibrary
 *     |-- CurandPhilox    the oracle of our noise, and normals instead     RandomLibrary
 *     `-- GraphReplay     a program as one CUDA graph
 *           |-- ArgumentTables    arguments of its launches
 *           `-- StateRing         how each run gets its step state
 * </pre>
 */
package dev.credence.backend.cuda.driver;
