# Everything C cannot say. Unwind data here is exact at every instruction: frames are built with one `sub` and unbuilt with one `add`,
# and each `iretq` is a function of its own whose unwind data knows only the machine frame, so that there is no instruction at which
# the described stack and the real one differ.
        .intel_syntax noprefix
        .text

        .macro  PROC name
        .p2align 4, 0xCC
        .globl  \name
        .def    \name; .scl 2; .type 32; .endef
\name:
        .seh_proc \name
        .endm

        .macro  LEAF name
        .p2align 4, 0xCC
        .globl  \name
        .def    \name; .scl 2; .type 32; .endef
\name:
        .endm

# ---- trap and interrupt entry: the offsets are KTRAP_FRAME's

        .macro  ENTER_TRAP
        sub     rsp, 0xA0
        .seh_stackalloc 0xA0
        mov     [rsp + 0x20], rax
        mov     [rsp + 0x28], rcx
        mov     [rsp + 0x30], rdx
        mov     [rsp + 0x38], r8
        mov     [rsp + 0x40], r9
        mov     [rsp + 0x48], r10
        mov     [rsp + 0x50], r11
        mov     [rsp + 0x58], rbx
        mov     [rsp + 0x60], rbp
        mov     [rsp + 0x68], rsi
        mov     [rsp + 0x70], rdi
        mov     [rsp + 0x78], r12
        mov     [rsp + 0x80], r13
        mov     [rsp + 0x88], r14
        mov     [rsp + 0x90], r15
        .seh_endprologue
        cld
        .endm

        .macro  LEAVE_TRAP
        mov     rax, [rsp + 0x20]
        mov     rcx, [rsp + 0x28]
        mov     rdx, [rsp + 0x30]
        mov     r8, [rsp + 0x38]
        mov     r9, [rsp + 0x40]
        mov     r10, [rsp + 0x48]
        mov     r11, [rsp + 0x50]
        add     rsp, 0xA8
        .seh_endproc
        .endm

        .macro  INTERRUPT_RETURN name
        .globl  \name
        .def    \name; .scl 2; .type 32; .endef
\name:
        .seh_proc \name
        .seh_pushframe
        .seh_endprologue
        iretq
        .seh_endproc
        .endm

        .macro  TRAP name, vector, code=0
        .p2align 4, 0xCC
        .globl  \name
        .def    \name; .scl 2; .type 32; .endef
\name:
        .seh_proc \name
        .if \code
        .seh_pushframe @code
        .else
        .seh_pushframe
        push    0
        .seh_stackalloc 8
        .endif
        ENTER_TRAP
        mov     ecx, \vector
        mov     rdx, rsp
        call    KiDispatchTrap
        LEAVE_TRAP
        INTERRUPT_RETURN \name\()Return
        .endm

        TRAP    KiDivideErrorFault, 0
        TRAP    KiDebugTrapOrFault, 1
        TRAP    KiNmiInterrupt, 2
        TRAP    KiBreakpointTrap, 3
        TRAP    KiOverflowTrap, 4
        TRAP    KiBoundFault, 5
        TRAP    KiInvalidOpcodeFault, 6
        TRAP    KiNpxNotAvailableFault, 7
        TRAP    KiDoubleFaultAbort, 8, 1
        TRAP    KiNpxSegmentOverrunAbort, 9
        TRAP    KiInvalidTssFault, 10, 1
        TRAP    KiSegmentNotPresentFault, 11, 1
        TRAP    KiStackFault, 12, 1
        TRAP    KiGeneralProtectionFault, 13, 1
        TRAP    KiPageFault, 14, 1
        TRAP    KiReservedFault, 15
        TRAP    KiFloatingErrorFault, 16
        TRAP    KiAlignmentFault, 17, 1
        TRAP    KiMcheckAbort, 18
        TRAP    KiXmmException, 19
        TRAP    KiRaiseAssertion, 0x2C

        .p2align 4, 0xCC
        .globl  KiClockInterrupt
        .def    KiClockInterrupt; .scl 2; .type 32; .endef
KiClockInterrupt:
        .seh_proc KiClockInterrupt
        .seh_pushframe
        push    0
        .seh_stackalloc 8
        ENTER_TRAP
        call    KeUpdateSystemTime
        LEAVE_TRAP
        INTERRUPT_RETURN KiClockInterruptReturn

# The debugger's "cause bug check" enters here as an interrupt would, the code in RCX.
        .p2align 4, 0xCC
        .globl  KiDebuggerBugCheck
        .def    KiDebuggerBugCheck; .scl 2; .type 32; .endef
KiDebuggerBugCheck:
        .seh_proc KiDebuggerBugCheck
        .seh_pushframe
        sub     rsp, 0x38
        .seh_stackalloc 0x38
        .seh_endprologue
        mov     qword ptr [rsp + 0x20], 0
        xor     edx, edx
        xor     r8d, r8d
        xor     r9d, r9d
        call    KeBugCheckEx
        int3
        .seh_endproc

# ---- threads

# KiSwapContext(old in rcx, new in rdx, directory table base in r8 or 0): both stacks hold this same frame, so it unwinds on either side.
        PROC    KiSwapContext
        push    rbp
        .seh_pushreg rbp
        push    rbx
        .seh_pushreg rbx
        push    rsi
        .seh_pushreg rsi
        push    rdi
        .seh_pushreg rdi
        push    r12
        .seh_pushreg r12
        push    r13
        .seh_pushreg r13
        push    r14
        .seh_pushreg r14
        push    r15
        .seh_pushreg r15
        sub     rsp, 0x28
        .seh_stackalloc 0x28
        .seh_endprologue
        mov     [rcx + 0x18], rsp
        mov     rsp, [rdx + 0x18]
        test    r8, r8
        jz      1f
        mov     cr3, r8
1:      nop
        add     rsp, 0x28
        pop     r15
        pop     r14
        pop     r13
        pop     r12
        pop     rdi
        pop     rsi
        pop     rbx
        pop     rbp
        ret
        .seh_endproc

# The first frame of a thread: its routine is in rbx, its argument in rsi; the return address above is 0 and ends every walk.
        PROC    KiThreadStartup
        sub     rsp, 0x28
        .seh_stackalloc 0x28
        .seh_endprologue
        sti
        mov     rcx, rsi
        call    rbx
        int3
        .seh_endproc

# KiFrameNewThread(top in rcx, routine in rdx, its argument in r8): what KiSwapContext takes down, and a return address of 0 above it,
# which ends every walk. Yields the new stack pointer.
        LEAF    KiFrameNewThread
        lea     rax, [rcx - 0x80]
        lea     r9, [rip + KiThreadStartup]
        mov     qword ptr [rcx - 0x08], 0
        mov     qword ptr [rcx - 0x10], 0
        mov     [rcx - 0x18], r9
        mov     qword ptr [rcx - 0x20], 0
        mov     [rcx - 0x28], rdx
        mov     [rcx - 0x30], r8
        ret

        LEAF    KiHaltUntilInterrupt
        sti
        hlt
        ret

# ---- processor

        PROC    KiLoadTables
        push    rbx
        .seh_pushreg rbx
        .seh_endprologue
        lgdt    [rcx]
        lidt    [rdx]
        mov     rdx, r8
        mov     rax, r8
        shr     rdx, 32
        mov     ecx, 0xC0000101
        wrmsr
        pop     rbx
        ret
        .seh_endproc

        LEAF    KiReadCr2
        mov     rax, cr2
        ret

        LEAF    KiInvalidatePage
        invlpg  [rcx]
        ret

# An interrupt without a table to find it in: the processor shuts down, and the machine begins anew.
        LEAF    KiResetMachine
        lidt    [rip + KiNoTable]
        int     0x30

# ---- debugger

        LEAF    DbgBreakPoint
        int3
        ret

        LEAF    DbgBreakPointWithStatus
        .globl  RtlpBreakWithStatusInstruction
RtlpBreakWithStatusInstruction:
        int3
        ret

# KiDebugService(service, a1, a2, a3, a4): the debugger answers `int 2D` and resumes behind the int3.
        LEAF    KiDebugService
        mov     rax, rcx
        mov     rcx, rdx
        mov     rdx, r8
        mov     r8, r9
        mov     r9, [rsp + 0x28]
        int     0x2D
        int3
        ret

        LEAF    KiRaiseInvalidOpcode
        ud2
        ret

        LEAF    KiRaiseAssertionFailure
        int     0x2C
        ret

# ---- what the compiler calls by itself

        PROC    memset
        push    rdi
        .seh_pushreg rdi
        .seh_endprologue
        mov     r9, rcx
        mov     rdi, rcx
        mov     eax, edx
        mov     rcx, r8
        rep stosb
        mov     rax, r9
        pop     rdi
        ret
        .seh_endproc

        PROC    memcpy
        push    rdi
        .seh_pushreg rdi
        push    rsi
        .seh_pushreg rsi
        .seh_endprologue
        mov     rax, rcx
        mov     rdi, rcx
        mov     rsi, rdx
        mov     rcx, r8
        rep movsb
        pop     rsi
        pop     rdi
        ret
        .seh_endproc

        .section .rdata,"dr"
        .p2align 3
KiNoTable:
        .quad   0, 0
        .globl  KiTrapStubs
KiTrapStubs:
        .quad   KiDivideErrorFault, KiDebugTrapOrFault, KiNmiInterrupt, KiBreakpointTrap, KiOverflowTrap
        .quad   KiBoundFault, KiInvalidOpcodeFault, KiNpxNotAvailableFault, KiDoubleFaultAbort, KiNpxSegmentOverrunAbort
        .quad   KiInvalidTssFault, KiSegmentNotPresentFault, KiStackFault, KiGeneralProtectionFault, KiPageFault
        .quad   KiReservedFault, KiFloatingErrorFault, KiAlignmentFault, KiMcheckAbort, KiXmmException
