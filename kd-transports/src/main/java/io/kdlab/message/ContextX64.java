package io.kdlab.message;

import io.kdlab.layout.At;
import io.kdlab.layout.Struct;
import io.kdlab.value.Bytes;

/// The registers of an x64 processor, as GetContext gives and SetContext takes them.
///
/// `contextFlags` says which parts count: 0x100000, and 1 control, 2 integer, 4 segments, 8 floating point, 0x10 debug.
/// The debug registers here may be 0 while the control report and the special registers hold the live ones
/// (kd-protocol.md §4.4). Extended state may follow the record.
@Struct(name = "CONTEXT (amd64)", size = 0x4d0)
public record ContextX64(
        @At(0x00) long p1Home,
        @At(0x08) long p2Home,
        @At(0x10) long p3Home,
        @At(0x18) long p4Home,
        @At(0x20) long p5Home,
        @At(0x28) long p6Home,
        @At(0x30) int contextFlags,
        @At(0x34) int mxCsr,
        @At(0x38) short cs,
        @At(0x3a) short ds,
        @At(0x3c) short es,
        @At(0x3e) short fs,
        @At(0x40) short gs,
        @At(0x42) short ss,
        @At(0x44) int eflags,
        @At(0x48) long dr0,
        @At(0x50) long dr1,
        @At(0x58) long dr2,
        @At(0x60) long dr3,
        @At(0x68) long dr6,
        @At(0x70) long dr7,
        @At(0x78) long rax,
        @At(0x80) long rcx,
        @At(0x88) long rdx,
        @At(0x90) long rbx,
        @At(0x98) long rsp,
        @At(0xa0) long rbp,
        @At(0xa8) long rsi,
        @At(0xb0) long rdi,
        @At(0xb8) long r8,
        @At(0xc0) long r9,
        @At(0xc8) long r10,
        @At(0xd0) long r11,
        @At(0xd8) long r12,
        @At(0xe0) long r13,
        @At(0xe8) long r14,
        @At(0xf0) long r15,
        @At(0xf8) long rip,
        @At(0x100) FloatingSaveX64 floatingSave,
        @At(value = 0x300, length = 416) Bytes vectorRegisters,
        @At(0x4a0) long vectorControl,
        @At(0x4a8) long debugControl,
        @At(0x4b0) long lastBranchTo,
        @At(0x4b8) long lastBranchFrom,
        @At(0x4c0) long lastExceptionTo,
        @At(0x4c8) long lastExceptionFrom) {}
