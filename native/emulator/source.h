// Places in the source, for faults that the compiler's own checks find.
#pragma once

#include <string>

namespace emulator {

/** The line that an address of code comes from, with the lines that it is inlined into. */
std::string source_of(void* code);

/** Ends the launch with an error that names the running kernel, and the line that called. */
[[noreturn]] void fault_at(void* caller, const char* format, ...);

}  // namespace emulator
