// Runs a recorded launch on the emulated device of this program.
#pragma once

#include <string>

#include "replay/placement.h"

/** One sentence on what went wrong; empty where the launch did what was recorded. */
std::string replay(const TracedLaunch& launch, Spacing spacing);

/**
 * Lets reports of the sanitizers end with the launch, the block and the thread; call once, before
 * the first launch.
 */
void name_launches_in_reports();
