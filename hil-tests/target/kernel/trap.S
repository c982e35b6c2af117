/*
 * Entry points: every vector gets a whole stub of its own, so that each has its own name and unwind data
 * (PUSH_MACHFRAME first: a stack walk goes on in the interrupted code with all its registers).
 */
#include "layout.h"

.macro FUNCTION name
        .globl \name
        .def \name; .scl 2; .type 32; .endef
        .balign 16
        .seh_proc \name
\name:
.endm

/* error: 1 when the processor pushes an error code, else a zero is pushed in its place */
.macro TRAP name, vector, error=0
        FUNCTION \name
        .if \error
        .seh_pushframe @code
        .else
        .seh_pushframe
        pushq $0
        .seh_stackalloc 8
        .endif
        subq $TF_SIZE, %rsp
        .seh_stackalloc TF_SIZE
        movq %rbx, TF_RBX(%rsp)
        .seh_savereg %rbx, TF_RBX
        movq %rbp, TF_RBP(%rsp)
        .seh_savereg %rbp, TF_RBP
        movq %rsi, TF_RSI(%rsp)
        .seh_savereg %rsi, TF_RSI
        movq %rdi, TF_RDI(%rsp)
        .seh_savereg %rdi, TF_RDI
        movq %r12, TF_R12(%rsp)
        .seh_savereg %r12, TF_R12
        movq %r13, TF_R13(%rsp)
        .seh_savereg %r13, TF_R13
        movq %r14, TF_R14(%rsp)
        .seh_savereg %r14, TF_R14
        movq %r15, TF_R15(%rsp)
        .seh_savereg %r15, TF_R15
        .seh_endprologue
        movq %rax, TF_RAX(%rsp)
        movq %rcx, TF_RCX(%rsp)
        movq %rdx, TF_RDX(%rsp)
        movq %r8, TF_R8(%rsp)
        movq %r9, TF_R9(%rsp)
        movq %r10, TF_R10(%rsp)
        movq %r11, TF_R11(%rsp)
        cld
        movq %rsp, %rcx
        movl $\vector, %edx
        callq KiDispatchTrap
        movq TF_RAX(%rsp), %rax
        movq TF_RCX(%rsp), %rcx
        movq TF_RDX(%rsp), %rdx
        movq TF_R8(%rsp), %r8
        movq TF_R9(%rsp), %r9
        movq TF_R10(%rsp), %r10
        movq TF_R11(%rsp), %r11
        movq TF_RBX(%rsp), %rbx
        movq TF_RBP(%rsp), %rbp
        movq TF_RSI(%rsp), %rsi
        movq TF_RDI(%rsp), %rdi
        movq TF_R12(%rsp), %r12
        movq TF_R13(%rsp), %r13
        movq TF_R14(%rsp), %r14
        movq TF_R15(%rsp), %r15
        addq $(TF_SIZE + 8), %rsp
        iretq
        .seh_endproc
        .section .rdata, "dr"
        .quad \name
        .section .rdata$vectors, "dr"
        .byte \vector
        .text
.endm

        .section .rdata, "dr"
        .balign 8
        .globl KiTrapTable
KiTrapTable:
        .section .rdata$vectors, "dr"
        .globl KiTrapVectors
KiTrapVectors:

        .text
        TRAP KiDivideErrorFault, 0x00
        TRAP KiDebugTrapOrFault, 0x01
        TRAP KiNmiInterrupt, 0x02
        TRAP KiBreakpointTrap, 0x03
        TRAP KiOverflowTrap, 0x04
        TRAP KiBoundFault, 0x05
        TRAP KiInvalidOpcodeFault, 0x06
        TRAP KiNpxNotAvailableFault, 0x07
        TRAP KiDoubleFaultAbort, 0x08, 1
        TRAP KiInvalidTssFault, 0x0A, 1
        TRAP KiSegmentNotPresentFault, 0x0B, 1
        TRAP KiStackFault, 0x0C, 1
        TRAP KiGeneralProtectionFault, 0x0D, 1
        TRAP KiPageFault, 0x0E, 1
        TRAP KiFloatingErrorFault, 0x10
        TRAP KiAlignmentFault, 0x11, 1
        TRAP KiMcheckAbort, 0x12
        TRAP KiXmmException, 0x13
        TRAP KiRaiseSecurityCheckFailure, 0x29
        TRAP KiRaiseAssertion, 0x2C
        TRAP KiDebugServiceTrap, 0x2D
        TRAP KiTimerInterrupt, 0x30
        TRAP KiSerialInterrupt, 0x34
        TRAP KiSpuriousInterrupt7, 0x37
        TRAP KiSpuriousInterrupt15, 0x3F
        .section .rdata, "dr"
        .quad 0

        .text
/* From the boot stub: rcx = loader block. The return address is a zero, which ends every stack walk. */
        FUNCTION KiSystemStartup
        leaq KiBootStack+KI_STACK_SIZE-8(%rip), %rsp
        movq $0, (%rsp)
        subq $40, %rsp
        .seh_stackalloc 40
        .seh_endprologue
        callq KiInitializeKernel
        int3
        .seh_endproc

/* KiSwapContext(PVOID *OldStack, PVOID NewStack, ULONG64 NewCr3): what lies at KernelStack is the frame of this. */
        FUNCTION KiSwapContext
        pushq %rbx
        .seh_pushreg %rbx
        pushq %rbp
        .seh_pushreg %rbp
        pushq %rsi
        .seh_pushreg %rsi
        pushq %rdi
        .seh_pushreg %rdi
        pushq %r12
        .seh_pushreg %r12
        pushq %r13
        .seh_pushreg %r13
        pushq %r14
        .seh_pushreg %r14
        pushq %r15
        .seh_pushreg %r15
        .seh_endprologue
        movq %rsp, (%rcx)
        movq %rdx, %rsp
        testq %r8, %r8
        jz KiSwapContextResume
        movq %r8, %cr3
        .globl KiSwapContextResume
KiSwapContextResume:
        nop                             /* a thread that does not run is to be unwound from here */
        popq %r15
        popq %r14
        popq %r13
        popq %r12
        popq %rdi
        popq %rsi
        popq %rbp
        popq %rbx
        retq
        .seh_endproc

/* First code of a new thread: rbx = start routine, rsi = its context, a zero as return address. */
        FUNCTION KiThreadStartup
        subq $40, %rsp
        .seh_stackalloc 40
        .seh_endprologue
        movq %rbx, %rcx
        movq %rsi, %rdx
        callq PspSystemThreadStartup
        int3
        .seh_endproc

        FUNCTION DbgBreakPoint
        .seh_endprologue
        int3
        retq
        .seh_endproc

        FUNCTION DbgBreakPointWithStatus
        .seh_endprologue
        .globl RtlpBreakWithStatusInstruction
RtlpBreakWithStatusInstruction:
        int3
        retq
        .seh_endproc

/* DebugService(ecx = service, rdx, r8, r9, fifth): result in rax. The kernel skips the int3 when it resumes. */
        FUNCTION DebugService
        .seh_endprologue
        movl %ecx, %eax
        movq 40(%rsp), %r10
        int $0x2D
        int3
        retq
        .seh_endproc

/*
 * Code that may fault, with where it goes on when nobody handled the fault: KiFixups in trap.c knows the labels.
 * The two of KD may fault while the debugger is active; the two of the workload are faults for a debugger to see.
 */
        FUNCTION KdpReadMsr
        .seh_endprologue
        movq %rdx, %r8
        .globl KdpReadMsrFault
KdpReadMsrFault:
        rdmsr
        shlq $32, %rdx
        orq %rdx, %rax
        movq %rax, (%r8)
        movl $1, %eax
        retq
        .seh_endproc

        FUNCTION KdpWriteMsr
        .seh_endprologue
        movq %rdx, %rax
        shrq $32, %rdx
        .globl KdpWriteMsrFault
KdpWriteMsrFault:
        wrmsr
        movl $1, %eax
        retq
        .seh_endproc

        FUNCTION KdpMsrResume
        .seh_endprologue
        xorl %eax, %eax
        retq
        .seh_endproc

        FUNCTION WorkProbe
        .seh_endprologue
        movb $0, (%rdx)
        .globl WorkProbeFault
WorkProbeFault:
        movl (%rcx), %eax
        retq
        .globl WorkProbeResume
WorkProbeResume:
        movb $1, (%rdx)
        movl $-1, %eax
        retq
        .seh_endproc

        FUNCTION WorkDivide
        .seh_endprologue
        movb $0, (%r8)
        movl %edx, %r9d
        movl %ecx, %eax
        xorl %edx, %edx
        .globl WorkDivideFault
WorkDivideFault:
        divl %r9d
        retq
        .globl WorkDivideResume
WorkDivideResume:
        movb $1, (%r8)
        movl $-1, %eax
        retq
        .seh_endproc

        .bss
        .balign 4096
        .globl KiBootStack
KiBootStack:
        .skip KI_STACK_SIZE
