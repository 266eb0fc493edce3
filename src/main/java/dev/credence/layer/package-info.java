/**
 * Layers and networks. A layer declares its parameters, sets their initial values, and records its
 * operations on a tape; it holds no numbers itself.
 */
package dev.credence.layer;
