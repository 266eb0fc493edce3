// Where a recorded launch's memory lies in this program: every region in an allocation of its own.
#pragma once

#include <string>
#include <vector>

#include "replay/trace.h"

/** How far apart replicas lie. */
enum class Spacing {
  RECORDED,  // as they were
  APART      // with words between them that nobody may touch, where the kernel is told the stride
};

/** The memory of one launch. */
class Placement {
 public:
  Placement(const TracedLaunch& launch, Spacing spacing);
  ~Placement();
  Placement(const Placement&) = delete;
  Placement& operator=(const Placement&) = delete;

  /** What the launch may touch. */
  const std::vector<emulator::Region>& regions() const { return regions_; }

  /** The arguments with pointers and strides into this memory. */
  std::vector<char> arguments() const;

  /** One sentence on the first word that is not what was recorded; empty where all are. */
  std::string difference() const;

 private:
  /** Regions that share words, and so an allocation. */
  struct Cluster {
    char* from;  // recorded addresses
    char* to;
    char* at = nullptr;  // here
    char* allocation = nullptr;
    bool alone = true;   // all its regions are laid out alike
  };

  size_t cluster_of(const char* recorded) const;
  bool written_as_another(size_t i) const;
  void relocate(char* argument, bool with_stride) const;

  const TracedLaunch& launch_;
  std::vector<Cluster> clusters_;
  std::vector<emulator::Region> regions_;
};
