// The Swift modules are compiled for AVX2 and FMA, so none of them can be trusted to ask: this file, compiled for any
// processor, asks before they start.
#if defined(__x86_64__)
#include <unistd.h>

__attribute__((constructor(101))) static void check_processor(void) {
    static const char message[] =
        "answer: this processor has no AVX2 and FMA (2013 and later have), without which the program cannot run; use "
        "another machine\n";
    __builtin_cpu_init();
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return;
    ssize_t written = write(STDERR_FILENO, message, sizeof message - 1);
    (void)written;
    _exit(2);
}
#endif
