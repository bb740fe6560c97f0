// The C surface the engine needs: CBLAS, OpenBLAS's two controls, a prefetch, processor checks, and
// products of bytes, for which Swift has no operation.
#ifndef ANSWER_COPENBLAS_SHIM_H
#define ANSWER_COPENBLAS_SHIM_H

#include <cblas.h>

#if defined(__x86_64__)
#include <cpuid.h>
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
// The same products in 256-bit registers: leaf 7, subleaf 1, bit 4 of EAX. Not all compilers know its name.
static inline int processor_has_avx_vnni(void) {
    unsigned a, b, c, d;
    return processor_has_avx2_fma() && __get_cpuid_count(7, 1, &a, &b, &c, &d) && (a >> 4 & 1);
}
static inline void processor_relax(void) { __builtin_ia32_pause(); }
#else
static inline int processor_has_avx2_fma(void) { return 1; }
static inline int processor_has_avx512f(void) { return 0; }
static inline int processor_has_avx512_vnni(void) { return 0; }
static inline int processor_has_avx_vnni(void) { return 0; }
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

// The same with 256-bit registers.
#if defined(__AVXVNNI__)
#include <immintrin.h>
typedef int narrow_integer_lanes __attribute__((vector_size(32)));
typedef float narrow_float_lanes __attribute__((vector_size(32)));
static inline __attribute__((always_inline)) narrow_integer_lanes
add_byte_products_narrow(narrow_integer_lanes sum, narrow_integer_lanes x, int w) {
    return (narrow_integer_lanes)_mm256_dpbusd_avx_epi32((__m256i)sum, (__m256i)x, _mm256_set1_epi32(w));
}
static inline __attribute__((always_inline)) narrow_float_lanes floats_of_narrow(narrow_integer_lanes x) {
    return __builtin_convertvector(x, narrow_float_lanes);
}
#endif

#endif
