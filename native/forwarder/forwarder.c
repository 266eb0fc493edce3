// libcublas.so.12 for hosts that have libcublas.so.13 only: JCublas asks for the former by soname and
// symbol version. Each function jumps through a slot to the function of the same name; what the newer
// library lacks returns CUBLAS_STATUS_NOT_SUPPORTED. Parameters pass through untouched, so this serves
// exactly the functions whose signature did not change.
//
// libcublas.so.13 must be loaded already, or be where the dynamic linker looks.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stddef.h>

static const char* const names[] = {
#include "names.h"
};

enum { COUNT = sizeof names / sizeof names[0], CUBLAS_STATUS_NOT_SUPPORTED = 15 };

// The trampolines, in the order of the names, jump through these.
__attribute__((visibility("hidden"))) void* forwarder_slots[COUNT];

static int not_supported(void) { return CUBLAS_STATUS_NOT_SUPPORTED; }

__attribute__((constructor)) static void fill_slots(void) {
  void* library = dlopen("libcublas.so.13", RTLD_LAZY | RTLD_LOCAL);
  for (size_t i = 0; i < COUNT; i++) {
    void* function = library ? dlsym(library, names[i]) : NULL;
    forwarder_slots[i] = function ? function : (void*)not_supported;
  }
}
