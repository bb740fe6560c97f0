// The C surface the engine needs: CBLAS, OpenBLAS's two controls, a prefetch and a processor check.
#ifndef ANSWER_COPENBLAS_SHIM_H
#define ANSWER_COPENBLAS_SHIM_H

#include <cblas.h>

#if defined(__x86_64__)
// Swift has no intrinsic for either; both compile to an instruction or two.
static inline int processor_has_avx2_fma(void) {
    __builtin_cpu_init();
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
}
static inline int processor_has_avx512f(void) {
    __builtin_cpu_init();
    return __builtin_cpu_supports("avx512f");
}
static inline void processor_relax(void) { __builtin_ia32_pause(); }
#else
static inline int processor_has_avx2_fma(void) { return 1; }
static inline int processor_has_avx512f(void) { return 0; }
static inline void processor_relax(void) {
#if defined(__aarch64__)
    __asm__ volatile("yield");
#endif
}
#endif

static inline void prefetch_read(const void *address) { __builtin_prefetch(address, 0, 2); }

#endif
