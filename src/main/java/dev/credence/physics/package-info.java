/**
 * Collider events and their exact tree-level amplitudes: the data of the amplitude study.
 *
 * <pre>
 *   (seed, point) -> PointRandom -> Process.generate -> event row -> Process.amplitude -> A
 *                                   Rambo | TwoBody                  GluonAmplitudes | HiggsAmplitude
 *                                   Cuts                             Inputs -> columns of the network
 * </pre>
 *
 * An event row is {@code 4 n} doubles, (E, px, py, pz) per particle in GeV, c = 1: the two incoming
 * particles along z first, then the outgoing ones, all with positive energy. Everything is float64
 * and a pure function of (process, seed, point index), bit-equal on every machine (StrictMath).
 */
package dev.credence.physics;
