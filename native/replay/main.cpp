// Replays the launches that the Java tests recorded (-Dcredence.emulator.record=FILE), each region
// of memory in an allocation of its own, and compares what the kernels leave behind bit for bit.
// Built plain, for AddressSanitizer with UndefinedBehaviorSanitizer, and for ThreadSanitizer.
//
//   replay FILE            every launch
//   replay FILE THREADS    of launches that differ in their sizes only, the smallest, the middle one
//                          and the largest, among those with no more threads than that
//
// Ends with status 1 after the first fault.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <map>
#include <set>

#include "replay/replay.h"

namespace {

int word(const TracedLaunch& launch, size_t argument, size_t offset) {
  int value;
  memcpy(&value, &launch.arguments[launch.offsets[argument] + offset], sizeof value);
  return value;
}

/** What of a launch decides which code runs, but for sizes. */
std::string variant(const TracedLaunch& launch) {
  std::string text = launch.kernel + launch.origin.substr(0, launch.origin.find(' '));
  for (size_t i = 0; i < launch.letters.size(); i++) {
    switch (launch.letters[i]) {
      case 'M': {
        bool absent = word(launch, i, 0) == 0 && word(launch, i, 4) == 0;
        bool several = word(launch, i, 16) > 1;
        bool accumulates = word(launch, i, 28) != 0;
        text += absent ? " -" : accumulates ? " +" : several ? " r" : " 1";
        break;
      }
      case 'N':
        text += word(launch, i, 0) == 0 && word(launch, i, 4) == 0 ? " drawn" : " given";
        break;
      case 'i': {
        // Small integers choose functions; larger ones are sizes.
        int value = word(launch, i, 0);
        text += value < 8 ? " " + std::to_string(value) : " n";
        break;
      }
      default:
        break;
    }
  }
  return text;
}

/** Numbers of the launches that stand for all. */
std::set<size_t> representatives(const std::string& path, unsigned long long most) {
  std::map<std::string, std::vector<std::pair<unsigned long long, size_t>>> variants;
  Trace trace(path);
  TracedLaunch launch;
  for (size_t number = 0; trace.next(launch); number++) {
    if (launch.work() <= most) variants[variant(launch)].push_back({launch.work(), number});
  }
  std::set<size_t> chosen;
  for (auto& [name, launches] : variants) {
    std::sort(launches.begin(), launches.end());
    chosen.insert(launches.front().second);
    chosen.insert(launches[launches.size() / 2].second);
    chosen.insert(launches.back().second);
  }
  return chosen;
}

int run(const std::string& path, unsigned long long most) {
  auto start = std::chrono::steady_clock::now();
  std::set<size_t> chosen;
  if (most > 0) chosen = representatives(path, most);
  name_launches_in_reports();
  Trace trace(path);
  TracedLaunch launch;
  std::set<std::string> kernels;
  size_t all = 0;
  size_t run = 0;
  for (; trace.next(launch); all++) {
    if (most > 0 && !chosen.count(all)) continue;
    for (Spacing spacing : {Spacing::RECORDED, Spacing::APART}) {
      std::string problem = replay(launch, spacing);
      if (!problem.empty()) {
        fprintf(stderr, "replay: %s\n", problem.c_str());
        return 1;
      }
    }
    kernels.insert(launch.kernel);
    run++;
  }
  if (run == 0) {
    fprintf(stderr, "replay: %s holds no launch\n", path.c_str());
    return 1;
  }
  std::string unreleased = emulator::unreleased();
  if (!unreleased.empty()) {
    fprintf(stderr, "replay: %s\n", unreleased.c_str());
    return 1;
  }
  std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
  printf("replay: %zu of %zu launches of %zu kernels did what was recorded, %.1f s\n", run, all,
         kernels.size(), seconds.count());
  return 0;
}

}  // namespace

int main(int count, char** values) {
  if (count < 2 || count > 3) {
    fprintf(stderr, "usage: replay FILE [THREADS]\n");
    return 2;
  }
  try {
    return run(values[1], count == 3 ? strtoull(values[2], nullptr, 10) : 0);
  } catch (const std::exception& e) {
    fprintf(stderr, "replay: %s\n", e.what());
    return 2;
  }
}
