package io.kdlab.message;

/// What decides the few layouts that differ between processors: the control report and [Continue2].
public enum Machine {
    X64(0x8664, ControlReportX64.class, Continue2.class),
    X86(0x014c, ControlReportX86.class, Continue2X86.class),
    /// Anything else, ARM64 included: its report is kept as bytes, since sources disagree about it.
    OTHER(0, UnknownControlReport.class, UnknownApi.class);

    private final int machineType;
    private final Class<? extends Record> controlReport;
    private final Class<? extends Record> continue2;

    Machine(int machineType, Class<? extends Record> controlReport, Class<? extends Record> continue2) {
        this.machineType = machineType;
        this.controlReport = controlReport;
        this.continue2 = continue2;
    }

    /// The machine of a PE machine type, as [GetVersion] reports it.
    public static Machine of(int machineType) {
        for (Machine machine : values()) {
            if (machine.machineType == machineType) {
                return machine;
            }
        }
        return OTHER;
    }

    Class<? extends Record> controlReport() {
        return controlReport;
    }

    Class<? extends Record> continue2() {
        return continue2;
    }
}
