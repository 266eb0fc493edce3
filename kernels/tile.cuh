// Blocked matrix products: what the families of products share.
//
// A block computes a tile of BM x BN sums over the depth, BK of it at a time:
//
//   tile_loader.cuh    global memory -> registers (fetch) -> shared memory (store), for either operand
//   tile_product.cuh   shared memory -> register tiles of TM x TN sums a thread
//   tile_result.cuh    register tiles -> whatever the family makes of them
//   tile_shape.cuh     which sums and operands are whose, and where
//
// With two stages the next depth is fetched while the present one is multiplied. A product may have
// two planes: two sums over the same depth whose operands belong together, such as x and x o sign.
//
// In FP32 each sum is one chain of fused multiply-adds over ascending depth, so it has the same bits
// for every tile. In TF32 and BF16 tensor cores multiply: factors are rounded on their way into
// shared memory, products are exact, sums are in FP32 over groups of 8 (TF32) or 16 (BF16) depths in
// ascending order, and within a group as the machine likes. With unit roundoffs u = 2^-11 (TF32) or
// 2^-8 (BF16) of a factor, a sum of n terms errs by at most (2 u + 2^-23 n) times the sum of their
// magnitudes, to first order. Only start_multiplying knows how a tile is multiplied, and only
// TileLayout how it lies in shared memory.
#pragma once

#include "tile_loader.cuh"
#include "tile_product.cuh"
#include "tile_result.cuh"
#include "tile_shape.cuh"
