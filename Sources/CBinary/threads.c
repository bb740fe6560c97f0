// OpenBLAS starts threads of its own before `main`, and lets them spin for a while in search of work. The engine has its
// own threads and calls OpenBLAS from them. This comes first where OpenBLAS is linked in; a shared library starts before
// any part of the program does.
#if defined(__linux__)
#include <stdlib.h>

__attribute__((constructor(102))) static void no_threads_of_openblas(void) {
    setenv("OPENBLAS_NUM_THREADS", "1", 0);
}
#endif
