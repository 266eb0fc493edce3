#include "source.h"

#include <cstdarg>
#include <cstdint>
#include <cstdio>

#include <dlfcn.h>

#include "block.h"

namespace emulator {

std::string source_of(void* code) {
  Dl_info info;
  if (!dladdr(code, &info) || !info.dli_fname) return "an unknown line";
  // The call ends before the address that it returns to.
  auto offset = reinterpret_cast<uintptr_t>(code) - reinterpret_cast<uintptr_t>(info.dli_fbase) - 1;
  char command[1024];
  snprintf(command, sizeof command, "addr2line -s -i -e '%s' 0x%zx 2>/dev/null", info.dli_fname,
           (size_t)offset);
  std::string places;
  if (FILE* pipe = popen(command, "r")) {
    char line[512];
    while (fgets(line, sizeof line, pipe)) {
      std::string place(line);
      place = place.substr(0, place.find_first_of(" \n"));
      places += (places.empty() ? "" : " from ") + place;
    }
    pclose(pipe);
  }
  return places.empty() ? "an unknown line" : places;
}

void fault_at(void* caller, const char* format, ...) {
  char text[512];
  va_list values;
  va_start(values, format);
  vsnprintf(text, sizeof text, format, values);
  va_end(values);
  fault("%s, at %s", text, source_of(caller).c_str());
}

}  // namespace emulator
