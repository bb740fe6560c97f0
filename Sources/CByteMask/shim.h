// The step from lanes to a bit mask, for which Swift has no operation.
#ifndef ANSWER_CBYTEMASK_SHIM_H
#define ANSWER_CBYTEMASK_SHIM_H

#include <stdint.h>

typedef uint64_t word_lanes __attribute__((vector_size(32)));

#if defined(__AVX2__)
#include <immintrin.h>
// The top bit of each of 32 bytes, the first byte's lowest.
static inline __attribute__((always_inline)) uint32_t top_bits(word_lanes x) {
    return (uint32_t)_mm256_movemask_epi8((__m256i)x);
}
// Four bits: which of four numbers at `numbers`, aligned to 32 bytes, are equal to `wanted`.
static inline __attribute__((always_inline)) uint32_t equal_of_four(const uint64_t *numbers, uint64_t wanted) {
    __m256i equal = _mm256_cmpeq_epi64(*(const __m256i *)numbers, _mm256_set1_epi64x((long long)wanted));
    return (uint32_t)_mm256_movemask_pd((__m256d)equal);
}
#else
static inline uint32_t top_bits(word_lanes x) {
    uint32_t bits = 0;
    for (int lane = 0; lane < 4; lane++) {
        // Gathers the eight top bits in the top byte.
        uint64_t tops = (x[lane] & 0x8080808080808080u) >> 7;
        bits |= (uint32_t)((tops * 0x0102040810204080u) >> 56) << (8 * lane);
    }
    return bits;
}
static inline uint32_t equal_of_four(const uint64_t *numbers, uint64_t wanted) {
    uint32_t bits = 0;
    for (int lane = 0; lane < 4; lane++) bits |= (uint32_t)(numbers[lane] == wanted) << lane;
    return bits;
}
#endif

#endif
