/**
 * The CPU backend on the Vector API; the only package that names the incubator module.
 *
 * <pre>
 *   Op --Compiler--> Stage, Stage, ...   parts by shape alone: the same results for any threads
 *                        |
 *   VectorProgram --> Job (claims) --> WorkerPool
 *
 *   products:  RowPacking, Panels --> Products --> RegisterTiles
 *   functions: VectorMath;  noise: VectorPhilox, VectorNormals, VectorSigns, VectorUniforms
 * </pre>
 */
package dev.credence.backend.vector;
