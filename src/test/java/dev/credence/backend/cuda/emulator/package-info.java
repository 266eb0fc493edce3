/** The CUDA backend's driver without a GPU: kernels compiled by g++, reached through JNI. */
package dev.credence.backend.cuda.emulator;
