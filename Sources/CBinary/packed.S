// The packed files as they are, placed by the assembler: no compiler has to read them.
#if defined(__linux__)
    .section .rodata
    .balign 64
    .globl answer_packed_start
    .globl answer_packed_end
answer_packed_start:
#ifdef ANSWER_PACKED_FILES
    .incbin ANSWER_PACKED_FILES
#endif
answer_packed_end:
    .byte 0
    .section .note.GNU-stack,"",%progbits
#endif
