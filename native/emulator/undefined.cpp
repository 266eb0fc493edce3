// What g++ calls where a kernel overflows a signed number or misses the alignment of a type: with
// -fsanitize=alignment,signed-integer-overflow it puts these calls into the kernels, and no
// sanitizer is linked. The layouts are those of libubsan.
#include <cstdint>

#include "block.h"

namespace emulator {
namespace {

struct Source {
  const char* file;
  uint32_t line;
  uint32_t column;
};

struct Type {
  uint16_t kind;
  uint16_t information;
  char name[1];
};

struct Mismatch {
  Source source;
  const Type* type;
  unsigned char log_alignment;
  unsigned char check;
};

struct Overflow {
  Source source;
  const Type* type;
};

const char* base_name(const char* path) {
  const char* slash = strrchr(path, '/');
  return slash ? slash + 1 : path;
}

[[noreturn]] void overflow(const Overflow* data, const char* what) {
  fault("%s of %s overflows, at %s:%u", what, data->type->name, base_name(data->source.file),
        data->source.line);
}

}  // namespace

extern "C" {

void __ubsan_handle_type_mismatch_v1_abort(const Mismatch* data, uintptr_t address) {
  fault("accesses %s at an address that is not a multiple of %u (it ends in 0x%02x), at %s:%u",
        data->type->name, 1u << data->log_alignment, (unsigned)(address & 255),
        base_name(data->source.file), data->source.line);
}
void __ubsan_handle_add_overflow_abort(const Overflow* data, uintptr_t, uintptr_t) {
  overflow(data, "a sum");
}
void __ubsan_handle_sub_overflow_abort(const Overflow* data, uintptr_t, uintptr_t) {
  overflow(data, "a difference");
}
void __ubsan_handle_mul_overflow_abort(const Overflow* data, uintptr_t, uintptr_t) {
  overflow(data, "a product");
}
void __ubsan_handle_negate_overflow_abort(const Overflow* data, uintptr_t) {
  overflow(data, "a negation");
}
void __ubsan_handle_divrem_overflow_abort(const Overflow* data, uintptr_t, uintptr_t) {
  overflow(data, "a quotient");
}

}  // extern "C"

}  // namespace emulator
