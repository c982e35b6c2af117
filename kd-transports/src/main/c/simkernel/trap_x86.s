# Everything C cannot say, for 32 bits. C names carry an underscore.
        .intel_syntax noprefix
        .text

        .macro  LEAF name
        .p2align 4, 0xCC
        .globl  _\name
        .def    _\name; .scl 2; .type 32; .endef
_\name:
        .endm

# ---- trap and interrupt entry: what PUSHAD leaves is KTRAP_FRAME

        .macro  TRAP name, vector, code=0
        LEAF    \name
        .if \code == 0
        push    0
        .endif
        pushad
        cld
        mov     eax, esp
        push    eax
        push    \vector
        call    _KiDispatchTrap
        add     esp, 8
        popad
        add     esp, 4
        iretd
        .endm

        TRAP    KiTrap00, 0
        TRAP    KiTrap01, 1
        TRAP    KiTrap02, 2
        TRAP    KiTrap03, 3
        TRAP    KiTrap04, 4
        TRAP    KiTrap05, 5
        TRAP    KiTrap06, 6
        TRAP    KiTrap07, 7
        TRAP    KiTrap08, 8, 1
        TRAP    KiTrap09, 9
        TRAP    KiTrap0A, 10, 1
        TRAP    KiTrap0B, 11, 1
        TRAP    KiTrap0C, 12, 1
        TRAP    KiTrap0D, 13, 1
        TRAP    KiTrap0E, 14, 1
        TRAP    KiTrap0F, 15
        TRAP    KiTrap10, 16
        TRAP    KiTrap11, 17, 1
        TRAP    KiTrap12, 18
        TRAP    KiTrap13, 19
        TRAP    KiRaiseAssertion, 0x2C

        LEAF    KiClockInterrupt
        push    0
        pushad
        cld
        call    _KeUpdateSystemTime
        popad
        add     esp, 4
        iretd

# The debugger's "cause bug check" enters here as an interrupt would, the code in ECX.
        LEAF    KiDebuggerBugCheck
        push    0
        push    0
        push    0
        push    0
        push    ecx
        call    _KeBugCheckEx
        int3

# ---- threads

# KiSwapContext(old, new, directory table base or 0): both stacks hold this same frame.
        LEAF    KiSwapContext
        push    ebp
        push    ebx
        push    esi
        push    edi
        mov     eax, [esp + 0x14]
        mov     edx, [esp + 0x18]
        mov     ecx, [esp + 0x1C]
        mov     [eax + 0x10], esp
        mov     esp, [edx + 0x10]
        test    ecx, ecx
        jz      1f
        mov     cr3, ecx
1:      pop     edi
        pop     esi
        pop     ebx
        pop     ebp
        ret

# The first frame of a thread: its routine is in ebx, its argument in esi, ebp is 0 and ends every walk.
        LEAF    KiThreadStartup
        sti
        push    esi
        call    ebx
        int3

# KiFrameNewThread(top, routine, its argument): what KiSwapContext takes down. Yields the new stack pointer.
        LEAF    KiFrameNewThread
        mov     eax, [esp + 4]
        mov     ecx, [esp + 8]
        mov     edx, [esp + 12]
        sub     eax, 0x18
        mov     dword ptr [eax], 0
        mov     [eax + 4], edx
        mov     [eax + 8], ecx
        mov     dword ptr [eax + 12], 0
        mov     dword ptr [eax + 16], offset _KiThreadStartup
        mov     dword ptr [eax + 20], 0
        ret

        LEAF    KiHaltUntilInterrupt
        sti
        hlt
        ret

# ---- processor

# KiLoadTables(gdtr, idtr, pcr): the code and data selectors stay as the loader had them, FS leads to the KPCR.
        LEAF    KiLoadTables
        mov     eax, [esp + 4]
        mov     ecx, [esp + 8]
        lgdt    [eax]
        lidt    [ecx]
        mov     eax, 0x30
        mov     fs, ax
        ret

        LEAF    KiReadCr2
        mov     eax, cr2
        ret

        LEAF    KiInvalidatePage
        mov     eax, [esp + 4]
        invlpg  [eax]
        ret

# An interrupt without a table to find it in: the processor shuts down, and the machine begins anew.
        LEAF    KiResetMachine
        lidt    [KiNoTable]
        int     0x30

# ---- debugger

        LEAF    DbgBreakPoint
        int3
        ret

# The status is in EAX, where debuggers look for it.
        LEAF    DbgBreakPointWithStatus
        mov     eax, [esp + 4]
        .globl  _RtlpBreakWithStatusInstruction
_RtlpBreakWithStatusInstruction:
        int3
        ret

# KiDebugService(service, a1, a2, a3, a4): the debugger answers `int 2D` and resumes behind the int3.
        LEAF    KiDebugService
        push    ebx
        push    edi
        mov     eax, [esp + 0x0C]
        mov     ecx, [esp + 0x10]
        mov     edx, [esp + 0x14]
        mov     ebx, [esp + 0x18]
        mov     edi, [esp + 0x1C]
        int     0x2D
        int3
        pop     edi
        pop     ebx
        ret

        LEAF    KiRaiseInvalidOpcode
        ud2
        ret

        LEAF    KiRaiseAssertionFailure
        int     0x2C
        ret

# ---- what the compiler calls by itself

        LEAF    memset
        push    edi
        mov     edi, [esp + 8]
        mov     eax, [esp + 12]
        mov     ecx, [esp + 16]
        rep stosb
        mov     eax, [esp + 8]
        pop     edi
        ret

        LEAF    memcpy
        push    edi
        push    esi
        mov     edi, [esp + 12]
        mov     esi, [esp + 16]
        mov     ecx, [esp + 20]
        mov     eax, edi
        rep movsb
        pop     esi
        pop     edi
        ret

        .section .rdata,"dr"
        .p2align 3
KiNoTable:
        .long   0, 0
        .globl  _KiTrapStubs
_KiTrapStubs:
        .long   _KiTrap00, _KiTrap01, _KiTrap02, _KiTrap03, _KiTrap04, _KiTrap05, _KiTrap06, _KiTrap07, _KiTrap08, _KiTrap09
        .long   _KiTrap0A, _KiTrap0B, _KiTrap0C, _KiTrap0D, _KiTrap0E, _KiTrap0F, _KiTrap10, _KiTrap11, _KiTrap12, _KiTrap13
