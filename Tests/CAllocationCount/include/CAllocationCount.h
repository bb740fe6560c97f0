#ifndef ALLOCATION_COUNT_H
#define ALLOCATION_COUNT_H

/// Whether this build counts: with glibc, and without a sanitizer, which brings an allocator of its own.
int allocation_count_works(void);
/// Counts from 0 again, on all threads of the process.
void allocation_count_start(void);
/// Stops counting; how often memory was asked for since the start.
long allocation_count_stop(void);

#endif
