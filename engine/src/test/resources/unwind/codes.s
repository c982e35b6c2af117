# Functions whose unwind data use every code that assemblers can be asked for, with epilogues of every form.
# The test walks through each from top to bottom; nothing here branches, so that this is what a processor would do.
        .intel_syntax noprefix
        .text

        .macro  FUNCTION name
        .globl  \name
        .def    \name; .scl 2; .type 32; .endef
        .p2align 4, 0xCC
\name:
        .seh_proc \name
        .endm

        FUNCTION start
        push    rbx
        .seh_pushreg rbx
        push    r15
        .seh_pushreg r15
        sub     rsp, 0x28
        .seh_stackalloc 0x28
        .seh_endprologue
        mov     rbx, 0
        mov     r15, 0
        add     rsp, 0x28
        pop     r15
        pop     rbx
        ret
        .seh_endproc

        FUNCTION AllocatesSmall
        sub     rsp, 8
        .seh_stackalloc 8
        .seh_endprologue
        nop
        add     rsp, 8
        ret
        .seh_endproc

        FUNCTION AllocatesMedium
        push    rbp
        .seh_pushreg rbp
        sub     rsp, 0x7FF8
        .seh_stackalloc 0x7FF8
        .seh_endprologue
        mov     rbp, 0
        add     rsp, 0x7FF8
        pop     rbp
        ret
        .seh_endproc

        FUNCTION AllocatesHuge
        push    rdi
        .seh_pushreg rdi
        sub     rsp, 0x300000
        .seh_stackalloc 0x300000
        mov     qword ptr [rsp + 0x18], rsi
        .seh_savereg rsi, 0x18
        mov     qword ptr [rsp + 0x200008], r14
        .seh_savereg r14, 0x200008
        movaps  xmmword ptr [rsp + 0x40], xmm6
        .seh_savexmm xmm6, 0x40
        movaps  xmmword ptr [rsp + 0x210000], xmm15
        .seh_savexmm xmm15, 0x210000
        .seh_endprologue
        mov     rsi, 0
        mov     r14, 0
        mov     rdi, 0
        xorps   xmm6, xmm6
        xorps   xmm15, xmm15
        movaps  xmm15, xmmword ptr [rsp + 0x210000]
        movaps  xmm6, xmmword ptr [rsp + 0x40]
        mov     r14, qword ptr [rsp + 0x200008]
        mov     rsi, qword ptr [rsp + 0x18]
        add     rsp, 0x300000
        pop     rdi
        ret
        .seh_endproc

        FUNCTION FrameInRbp
        push    rbp
        .seh_pushreg rbp
        push    r12
        .seh_pushreg r12
        sub     rsp, 0x90
        .seh_stackalloc 0x90
        lea     rbp, [rsp + 0x80]
        .seh_setframe rbp, 0x80
        mov     qword ptr [rbp + 8], r13
        .seh_savereg r13, 0x88
        .seh_endprologue
        mov     r12, 0
        mov     r13, 0
        sub     rsp, 0x1230
        nop
        mov     r13, qword ptr [rbp + 8]
        lea     rsp, [rbp + 0x10]
        pop     r12
        pop     rbp
        ret
        .seh_endproc

        FUNCTION FrameInR13
        push    r13
        .seh_pushreg r13
        sub     rsp, 0x20
        .seh_stackalloc 0x20
        lea     r13, [rsp]
        .seh_setframe r13, 0
        .seh_endprologue
        sub     rsp, 0x400
        nop
        lea     rsp, [r13 + 0x20]
        pop     r13
        ret
        .seh_endproc

        FUNCTION FrameInR12
        push    r12
        .seh_pushreg r12
        sub     rsp, 0x20
        .seh_stackalloc 0x20
        lea     r12, [rsp + 0x10]
        .seh_setframe r12, 0x10
        .seh_endprologue
        sub     rsp, 0x400
        nop
        lea     rsp, [r12 + 0x10]
        pop     r12
        ret
        .seh_endproc

        FUNCTION EveryRegister
        push    r15
        .seh_pushreg r15
        push    r14
        .seh_pushreg r14
        push    r13
        .seh_pushreg r13
        push    r12
        .seh_pushreg r12
        push    rsi
        .seh_pushreg rsi
        push    rdi
        .seh_pushreg rdi
        push    rbp
        .seh_pushreg rbp
        push    rbx
        .seh_pushreg rbx
        sub     rsp, 0xA8
        .seh_stackalloc 0xA8
        movaps  xmmword ptr [rsp], xmm6
        .seh_savexmm xmm6, 0
        movaps  xmmword ptr [rsp + 0x10], xmm7
        .seh_savexmm xmm7, 0x10
        movaps  xmmword ptr [rsp + 0x20], xmm8
        .seh_savexmm xmm8, 0x20
        movaps  xmmword ptr [rsp + 0x90], xmm14
        .seh_savexmm xmm14, 0x90
        .seh_endprologue
        mov     rbx, 0
        mov     rbp, 0
        mov     rdi, 0
        mov     rsi, 0
        mov     r12, 0
        mov     r13, 0
        mov     r14, 0
        mov     r15, 0
        xorps   xmm6, xmm6
        xorps   xmm7, xmm7
        xorps   xmm8, xmm8
        xorps   xmm14, xmm14
        movaps  xmm14, xmmword ptr [rsp + 0x90]
        movaps  xmm8, xmmword ptr [rsp + 0x20]
        movaps  xmm7, xmmword ptr [rsp + 0x10]
        movaps  xmm6, xmmword ptr [rsp]
        add     rsp, 0xA8
        pop     rbx
        pop     rbp
        pop     rdi
        pop     rsi
        pop     r12
        pop     r13
        pop     r14
        pop     r15
        rep     ret
        .seh_endproc

# A part of the function has data of its own: one more register is saved there.
        FUNCTION HasAPart
        push    rbx
        .seh_pushreg rbx
        sub     rsp, 0x40
        .seh_stackalloc 0x40
        .seh_endprologue
        mov     rbx, 0
        .seh_startchained
        mov     qword ptr [rsp + 0x30], rsi
        .seh_savereg rsi, 0x30
        mov     qword ptr [rsp + 0x38], r15
        .seh_savereg r15, 0x38
        .seh_endprologue
        mov     rsi, 0
        mov     r15, 0
        mov     r15, qword ptr [rsp + 0x38]
        mov     rsi, qword ptr [rsp + 0x30]
        nop
        .seh_endchained
        add     rsp, 0x40
        pop     rbx
        ret
        .seh_endproc

# The last thing these do is to jump elsewhere, in place of calling and returning.
        FUNCTION JumpsFar
        push    rbx
        .seh_pushreg rbx
        sub     rsp, 0x20
        .seh_stackalloc 0x20
        .seh_endprologue
        mov     rbx, 0
        add     rsp, 0x20
        pop     rbx
        jmp     start
        .seh_endproc

        FUNCTION JumpsToItself
        push    rbx
        .seh_pushreg rbx
        sub     rsp, 0x20
        .seh_stackalloc 0x20
        .seh_endprologue
        mov     rbx, 0
        add     rsp, 0x20
        pop     rbx
        jmp     JumpsToItself
        .seh_endproc

        FUNCTION JumpsThroughRegister
        push    rbx
        .seh_pushreg rbx
        sub     rsp, 0x20
        .seh_stackalloc 0x20
        .seh_endprologue
        mov     rbx, 0
        add     rsp, 0x20
        pop     rbx
        rex64 jmp rax
        .seh_endproc

        FUNCTION JumpsThroughMemory
        push    rbx
        .seh_pushreg rbx
        sub     rsp, 0x20
        .seh_stackalloc 0x20
        .seh_endprologue
        mov     rbx, 0
        add     rsp, 0x20
        pop     rbx
        jmp     qword ptr [rip + Elsewhere]
        .seh_endproc

# Jumps that stay inside are no epilogue, whatever stands in front of them.
        FUNCTION JumpsInside
        push    rbx
        .seh_pushreg rbx
        sub     rsp, 0x20
        .seh_stackalloc 0x20
        .seh_endprologue
        mov     rbx, 0
        jmp     1f
1:      jmp     2f
        .seh_startchained
        .seh_endprologue
2:      nop
        .seh_endchained
        nop
        add     rsp, 0x20
        pop     rbx
        ret
        .seh_endproc

        FUNCTION InterruptWithoutCode
        .seh_pushframe
        push    rbx
        .seh_pushreg rbx
        sub     rsp, 0x30
        .seh_stackalloc 0x30
        .seh_endprologue
        mov     rbx, 0
        nop
        add     rsp, 0x30
        pop     rbx
        iretq
        .seh_endproc

        FUNCTION InterruptWithCode
        .seh_pushframe @code
        push    rbx
        .seh_pushreg rbx
        sub     rsp, 0x30
        .seh_stackalloc 0x30
        .seh_endprologue
        mov     rbx, 0
        nop
        add     rsp, 0x30
        pop     rbx
        add     rsp, 8
        iretq
        .seh_endproc

        /* Compilers say nothing of the flags that they take over the stack. */
        FUNCTION FlagsOnTheStack
        push    rsi
        .seh_pushreg rsi
        sub     rsp, 0x20
        .seh_stackalloc 0x20
        .seh_endprologue
        pushfq
        pop     rsi
        nop
        pushfq
        pop     r11
        push    rsi
        popfq
        nop
        add     rsp, 0x20
        pop     rsi
        ret
        .seh_endproc

        .p2align 4, 0xCC
        .globl  LeafWithoutData
        .def    LeafWithoutData; .scl 2; .type 32; .endef
LeafWithoutData:
        nop
        pushfq
        pop     rax
        nop
        ret

        .data
        .p2align 3
Elsewhere:
        .quad   start
