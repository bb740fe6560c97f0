// The C surface the engine needs: CBLAS, OpenBLAS's two controls, a prefetch, processor checks, and
// products of bytes, for which Swift has no operation.
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
static inline int processor_has_avx512_vnni(void) {
    __builtin_cpu_init();
    return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vnni");
}
static inline void processor_relax(void) { __builtin_ia32_pause(); }
#else
static inline int processor_has_avx2_fma(void) { return 1; }
static inline int processor_has_avx512f(void) { return 0; }
static inline int processor_has_avx512_vnni(void) { return 0; }
static inline void processor_relax(void) {
#if defined(__aarch64__)
    __asm__ volatile("yield");
#endif
}
#endif

static inline void prefetch_read(const void *address) { __builtin_prefetch(address, 0, 2); }

// Only in the module that is compiled for such processors.
#if defined(__AVX512VNNI__)
#include <immintrin.h>
typedef int integer_lanes __attribute__((vector_size(64)));
typedef float float_lanes __attribute__((vector_size(64)));
// sum[lane] + the four unsigned bytes of x[lane] times the four signed bytes of w.
static inline __attribute__((always_inline)) integer_lanes add_byte_products(integer_lanes sum, integer_lanes x, int w) {
    return (integer_lanes)_mm512_dpbusd_epi32((__m512i)sum, (__m512i)x, _mm512_set1_epi32(w));
}
// Swift's own conversion goes lane by lane.
static inline __attribute__((always_inline)) float_lanes floats_of(integer_lanes x) {
    return __builtin_convertvector(x, float_lanes);
}
#endif

#endif
