package io.kdlab.sim;

import java.io.Serial;

/// An exception of the simulated processor on its way out of an instruction. It carries no stack trace: faults are
/// ordinary events of a machine.
final class CpuFault extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    static final int DIVIDE = 0;
    static final int DEBUG = 1;
    static final int BREAKPOINT = 3;
    static final int INVALID_OPCODE = 6;
    static final int DOUBLE_FAULT = 8;
    static final int NOT_PRESENT = 11;
    static final int PROTECTION = 13;
    static final int PAGE = 14;

    private final int vector;
    private final int errorCode;
    private final long address;

    private CpuFault(int vector, int errorCode, long address) {
        super("vector " + vector, null, false, false);
        this.vector = vector;
        this.errorCode = errorCode;
        this.address = address;
    }

    static CpuFault divide() {
        return new CpuFault(DIVIDE, 0, 0);
    }

    static CpuFault invalidOpcode() {
        return new CpuFault(INVALID_OPCODE, 0, 0);
    }

    static CpuFault protection(int errorCode) {
        return new CpuFault(PROTECTION, errorCode, 0);
    }

    static CpuFault notPresent(int errorCode) {
        return new CpuFault(NOT_PRESENT, errorCode, 0);
    }

    static CpuFault page(long address, int errorCode) {
        return new CpuFault(PAGE, errorCode, address);
    }

    /// Whether this, met while another exception was delivered, is a double fault; otherwise it is handled after it.
    boolean doublesOn(int first) {
        return isContributory(vector) && (isContributory(first) || first == PAGE) || vector == PAGE && first == PAGE;
    }

    private static boolean isContributory(int vector) {
        return vector == DIVIDE || vector >= 10 && vector <= PROTECTION;
    }

    int vector() {
        return vector;
    }

    int errorCode() {
        return errorCode;
    }

    long address() {
        return address;
    }
}
