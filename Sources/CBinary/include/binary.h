// What belongs to the executable itself: files packed into it, and the check that it can run here at all.
#ifndef ANSWER_CBINARY_H
#define ANSWER_CBINARY_H

#include <stddef.h>

// The ustar archive that `Tools/build-static` packs into the binary (`Weights` and `Tools/demo`); empty in other builds.
const unsigned char *binary_packed_files(void);
size_t binary_packed_size(void);
// What names that archive: the start of its SHA-256, in hexadecimal; empty in other builds.
const char *binary_packed_digest(void);

#endif
