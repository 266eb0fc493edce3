package dev.credence.doctor;

/** How the cases of one file's op run through operations. */
interface GoldenCheck {
  void run(GoldenCase c, GoldenRun run);
}
