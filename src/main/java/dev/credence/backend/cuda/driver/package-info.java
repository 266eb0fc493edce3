/**
 * What the CUDA backend needs of a device, and JCuda behind it. Nothing else imports jcuda; the
 * emulated device of the tests is the other implementation of {@link
 * dev.credence.backend.cuda.driver.Driver}.
 */
package dev.credence.backend.cuda.driver;
