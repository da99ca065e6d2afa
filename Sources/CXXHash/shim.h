// XXH3, header only. The reference implementation is compiled into its importer: no library is linked,
// and short inputs take the specialised paths. Its inline mode prefixes every function with XXH_INLINE_.
#define XXH_INLINE_ALL
#include <xxhash.h>

static inline uint64_t xxh3_64(const void *bytes, size_t count) {
  return XXH3_64bits(bytes, count);
}
