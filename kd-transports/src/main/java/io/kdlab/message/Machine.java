package io.kdlab.message;

/// What decides the layouts that differ between processors: the control report, [Continue2], contexts and special
/// registers.
public enum Machine {
    X64(0x8664, ControlReportX64.class, Continue2.class),
    X86(0x014c, ControlReportX86.class, Continue2X86.class),
    /// Its control report is kept as bytes, since sources disagree about it.
    ARM64(0xaa64, UnknownControlReport.class, Continue2Arm64.class),
    /// Any that nobody here knows.
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

    /// The PE machine type; 0 for [#OTHER].
    public int machineType() {
        return machineType;
    }

    Class<? extends Record> controlReport() {
        return controlReport;
    }

    Class<? extends Record> continue2() {
        return continue2;
    }
}
