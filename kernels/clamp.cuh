// Bounds of log variances: outside them a value is the bound and its gradient zero.
#pragma once

#include "device.cuh"

/** A log variance within its bounds; NaN stays NaN. */
DEVICE float clamped(float x, float min, float max) { return x < min ? min : x > max ? max : x; }

/** Whether the gradient passes the bounds. */
DEVICE bool inside(float x, float min, float max) { return !(x < min || x > max); }
