/**
 * The CPU backend on the Vector API; the only package that names the incubator module.
 *
 * <pre>
 *   Op --Compiler--> Stage, Stage, ...   parts by shape alone: the same results for any threads
 *                        |
 *                      Plan              chains of row stages, independent stages side by side
 *                        |
 *   VectorProgram --> Job (claims) --> WorkerPool
 *
 *   products:   RowPacking, PanelStage --> Products --> RegisterTiles;  WeightGradient
 *   frozen layers: FeedForward --> FeedForwardStage, WeightTileStage --> RegisterTiles
 *   few columns: NarrowStage --> DotTiles;  NarrowWeightGradient
 *   losses:     Halves, TermLossStage
 *   functions:  Pass --> VectorMath;  Sigma, Function
 *   noise:      VectorPhilox, VectorNormals, VectorSigns, VectorUniforms, VectorOrder
 * </pre>
 *
 * <p>What keeps vectors in registers: one species of each element type, loops whose vectors never
 * leave them, {@link dev.credence.backend.vector.Lanes#exact} after loops, about 25 vector
 * operations to a loop, and calls between loops that the compiler cannot look through ({@link
 * dev.credence.backend.vector.Pass}).
 */
package dev.credence.backend.vector;
