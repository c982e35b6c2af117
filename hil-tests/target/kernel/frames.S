/*
 * A frame our compiler would not write, in the middle of the hot chain: a frame register, chained unwind data, a stack
 * pointer that moves after the prologue. Who unwinds by assumption instead of by .pdata stops here. The unwind data is
 * written out by hand, because LLVM 14's .seh_startchained makes overlapping .pdata entries.
 */
        .text
        .globl WorkOddFrame
        .def WorkOddFrame; .scl 2; .type 32; .endef
        .balign 16
WorkOddFrame:                           /* ULONG WorkOddFrame(ULONG Counter) */
        pushq %rbp
.Lpushed:
        subq $0x60, %rsp
.Lallocated:
        leaq 0x20(%rsp), %rbp
.Lprimary:
        movl %ecx, %eax
        testl %eax, %eax
        jz .Lback
.Lchained:
        movq %rbx, 0x40(%rsp)
.Lsaved_rbx:
        movq %rsi, 0x48(%rsp)
.Lsaved_rsi:
        movl %ecx, %ebx                 /* from here the callers' rbx and rsi are only to be had by the unwind data */
        movabsq $0x0BADF00D0BADF00D, %rsi
        subq $0x1230, %rsp
        callq WorkLevel3
        addl $1, %eax
        addq $0x1230, %rsp
        movq 0x40(%rsp), %rbx
        movq 0x48(%rsp), %rsi
.Lback:
        leaq 0x40(%rbp), %rsp
        popq %rbp
        retq
.Lend:

        .section .pdata, "dr"
        .balign 4
        .long WorkOddFrame@IMGREL, .Lchained@IMGREL, .Lprimary_info@IMGREL
        .long .Lchained@IMGREL, .Lback@IMGREL, .Lchained_info@IMGREL
        .long .Lback@IMGREL, .Lend@IMGREL, .Lback_info@IMGREL

        .section .xdata, "dr"
        .balign 4
.Lprimary_info:
        .byte 0x01, .Lprimary - WorkOddFrame, 3, 0x25           /* version 1; rbp = rsp + 2 * 16 */
        .byte .Lprimary - WorkOddFrame, 0x03                    /* SET_FPREG */
        .byte .Lallocated - WorkOddFrame, 0xB2                  /* ALLOC_SMALL 11 * 8 + 8 */
        .byte .Lpushed - WorkOddFrame, 0x50                     /* PUSH_NONVOL rbp */
        .short 0
.Lchained_info:
        .byte 0x21, .Lsaved_rsi - .Lchained, 4, 0x25            /* version 1, CHAININFO; the frame register again */
        .byte .Lsaved_rsi - .Lchained, 0x64                     /* SAVE_NONVOL rsi */
        .short 0x48 / 8
        .byte .Lsaved_rbx - .Lchained, 0x34                     /* SAVE_NONVOL rbx */
        .short 0x40 / 8
        .long WorkOddFrame@IMGREL, .Lchained@IMGREL, .Lprimary_info@IMGREL
.Lback_info:
        .byte 0x21, 0, 0, 0x25
        .long WorkOddFrame@IMGREL, .Lchained@IMGREL, .Lprimary_info@IMGREL
