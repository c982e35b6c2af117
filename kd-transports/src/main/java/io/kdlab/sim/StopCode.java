package io.kdlab.sim;

import io.kdlab.value.NtStatus;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What a trap is called in the protocol.
record StopCode(NtStatus status, List<Long> parameters) {
    private static final int OVERFLOW = 4;
    private static final int ASSERTION = 0x2C;
    private static final long EXECUTE = 8;

    /// Empty for traps that are the kernel's own affair.
    static Optional<StopCode> of(Trap trap) {
        return Optional.ofNullable(trap.kind() == Trap.Kind.SOFTWARE ? ofInstruction(trap) : ofProcessor(trap));
    }

    private static @Nullable StopCode ofInstruction(Trap trap) {
        return switch (trap.vector()) {
            case CpuFault.BREAKPOINT -> code(NtStatus.BREAKPOINT, 0);
            case OVERFLOW -> code(NtStatus.INTEGER_OVERFLOW);
            case ASSERTION -> code(NtStatus.ASSERTION_FAILURE);
            default -> null;
        };
    }

    private static @Nullable StopCode ofProcessor(Trap trap) {
        return switch (trap.vector()) {
            case CpuFault.DIVIDE -> code(NtStatus.INTEGER_DIVIDE_BY_ZERO);
            case CpuFault.DEBUG -> code(NtStatus.SINGLE_STEP);
            case CpuFault.INVALID_OPCODE -> code(NtStatus.ILLEGAL_INSTRUCTION);
            case CpuFault.PROTECTION -> code(NtStatus.ACCESS_VIOLATION, 0, -1);
            case CpuFault.PAGE -> code(NtStatus.ACCESS_VIOLATION, access(trap.errorCode()), trap.address());
            default -> null;
        };
    }

    private static StopCode code(NtStatus status, long... parameters) {
        return new StopCode(status, Arrays.stream(parameters).boxed().toList());
    }

    private static long access(int errorCode) {
        return (errorCode & Mmu.FETCH) != 0 ? EXECUTE : (errorCode & Mmu.WRITE) != 0 ? 1 : 0;
    }
}
