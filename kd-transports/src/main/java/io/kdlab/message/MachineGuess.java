package io.kdlab.message;

import io.kdlab.value.Bytes;

/// Which machine a state change comes from, as far as its own bytes tell.
///
/// The first stop comes before anybody can ask [GetVersion], and its control report differs between machines. A guess
/// is made only where the bytes fit one machine and no other; everything else is [Machine#OTHER], which costs
/// nothing but the report. What the target says later counts more.
public final class MachineGuess {
    /// The flags that are 0 on every x86: 3, 5, 15 and 22 to 31.
    private static final int FLAGS_ZERO = 0xffc08028;
    /// The flag that is 1 on every x86.
    private static final int FLAGS_ONE = 0x2;
    private static final int THREAD = 16;
    private static final int PROGRAM_COUNTER = 24;
    private static final int MOST_INSTRUCTIONS = 16;
    private static final int MOST_REPORT_FLAGS = 3;

    private MachineGuess() {}

    /// The machine whose layouts fit the payload of a state change.
    public static Machine of(Bytes stateChange) {
        if (stateChange.length() < MessageShape.STATE_CHANGE) {
            return Machine.OTHER;
        }
        boolean x64 = isX64(stateChange.slice(MessageShape.STATE_REPORT, UnknownControlReport.WHOLE));
        boolean x86 = isX86(stateChange);
        if (x64 == x86) {
            return Machine.OTHER;
        }
        return x64 ? Machine.X64 : Machine.X86;
    }

    private static boolean isX64(Bytes report) {
        // The upper halves of both debug registers are 0.
        return report.u32(0x04) == 0
                && report.u32(0x0c) == 0
                && areFlags(report.u32(0x10))
                && report.u16(0x14) <= MOST_INSTRUCTIONS
                && report.u16(0x16) <= MOST_REPORT_FLAGS;
    }

    private static boolean isX86(Bytes stateChange) {
        Bytes report = stateChange.slice(MessageShape.STATE_REPORT, UnknownControlReport.WHOLE);
        int count = report.u16(0x08);
        return isNarrow(stateChange.u64(THREAD))
                && isNarrow(stateChange.u64(PROGRAM_COUNTER))
                && areFlags(report.u32(0x24))
                && count > 0
                && count <= MOST_INSTRUCTIONS
                && report.u16(0x0a) <= MOST_REPORT_FLAGS;
    }

    private static boolean areFlags(int flags) {
        return (flags & FLAGS_ZERO) == 0 && (flags & FLAGS_ONE) != 0;
    }

    /// Whether an address comes from 32 bits, sign- or zero-extended.
    private static boolean isNarrow(long address) {
        return address == (int) address || address >>> 32 == 0;
    }
}
