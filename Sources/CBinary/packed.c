#include "binary.h"

#if defined(__linux__)
extern const unsigned char answer_packed_start[];
extern const unsigned char answer_packed_end[];

const unsigned char *binary_packed_files(void) { return answer_packed_start; }
size_t binary_packed_size(void) { return (size_t)(answer_packed_end - answer_packed_start); }
#else
const unsigned char *binary_packed_files(void) { return NULL; }
size_t binary_packed_size(void) { return 0; }
#endif

#ifndef ANSWER_PACKED_DIGEST
#define ANSWER_PACKED_DIGEST ""
#endif
const char *binary_packed_digest(void) { return ANSWER_PACKED_DIGEST; }
