/**
 * The tape: records the operations of a forward pass and emits their backward operations in
 * reverse. The backward rule of an operation stands in its record; the tape only decides who needs
 * a gradient and who writes it first.
 */
package dev.credence.autodiff;
