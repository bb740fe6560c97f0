// Stands before the C library's allocator in the test process, so that a test can count what a piece of code asks for.
#include "CAllocationCount.h"

#include <errno.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdlib.h>

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) || __has_feature(memory_sanitizer)
#define SANITIZED 1
#endif
#endif

static atomic_bool counting;
static atomic_long count;

#if defined(__GLIBC__) && !defined(SANITIZED)
extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t number, size_t size);
extern void *__libc_realloc(void *memory, size_t size);
extern void *__libc_memalign(size_t alignment, size_t size);

static inline void asked(void) {
    if (atomic_load_explicit(&counting, memory_order_relaxed)) {
        atomic_fetch_add_explicit(&count, 1, memory_order_relaxed);
    }
}

void *malloc(size_t size) {
    asked();
    return __libc_malloc(size);
}

void *calloc(size_t number, size_t size) {
    asked();
    return __libc_calloc(number, size);
}

void *realloc(void *memory, size_t size) {
    asked();
    return __libc_realloc(memory, size);
}

void *aligned_alloc(size_t alignment, size_t size) {
    asked();
    return __libc_memalign(alignment, size);
}

void *memalign(size_t alignment, size_t size) {
    asked();
    return __libc_memalign(alignment, size);
}

int posix_memalign(void **memory, size_t alignment, size_t size) {
    asked();
    void *found = __libc_memalign(alignment, size);
    if (!found) return ENOMEM;
    *memory = found;
    return 0;
}

int allocation_count_works(void) { return 1; }
#else
int allocation_count_works(void) { return 0; }
#endif

void allocation_count_start(void) {
    atomic_store(&count, 0);
    atomic_store(&counting, 1);
}

long allocation_count_stop(void) {
    atomic_store(&counting, 0);
    return atomic_load(&count);
}
