// OpenBLAS starts threads of its own before `main`, and lets them spin for a while in search of work. The engine has its
// own threads and calls OpenBLAS from them.
//
// The stand-alone binary, where OpenBLAS is linked in, shows it an environment that asks for one thread. That lasts only
// until `main`, and the environment itself stays as it is: Swift finds the program's arguments next to it.
#include "binary.h"

#if defined(__linux__) && defined(ANSWER_PACKED_FILES)
#include <stdlib.h>

extern char **environ;
static char **given;
static char *shown[4096];

// Before constructors without a number, as OpenBLAS has; after the C library, which sets the environment.
__attribute__((constructor(101))) static void show_one_thread(int argc, char **argv, char **environment) {
    (void)argc;
    (void)argv;
    const size_t room = sizeof shown / sizeof *shown - 2;
    size_t count = 0;
    while (environment[count] && count < room) {
        shown[count] = environment[count];
        count++;
    }
    if (environment[count] || getenv("OPENBLAS_NUM_THREADS")) return;
    shown[count] = "OPENBLAS_NUM_THREADS=1";
    given = environ;
    environ = shown;
}

void binary_restore_environment(void) {
    // Someone may have changed it meanwhile, which is then theirs.
    if (given && environ == shown) environ = given;
}
#else
void binary_restore_environment(void) {}
#endif
