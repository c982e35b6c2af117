package io.kdlab.inspect;

import java.util.Map;
import java.util.Optional;

/// Names of the bug check codes that people meet most.
public final class BugcheckName {
    private static final Map<Long, String> NAMES = Map.ofEntries(
            Map.entry(0x01L, "APC_INDEX_MISMATCH"),
            Map.entry(0x0aL, "IRQL_NOT_LESS_OR_EQUAL"),
            Map.entry(0x18L, "REFERENCE_BY_POINTER"),
            Map.entry(0x19L, "BAD_POOL_HEADER"),
            Map.entry(0x1aL, "MEMORY_MANAGEMENT"),
            Map.entry(0x1eL, "KMODE_EXCEPTION_NOT_HANDLED"),
            Map.entry(0x24L, "NTFS_FILE_SYSTEM"),
            Map.entry(0x3bL, "SYSTEM_SERVICE_EXCEPTION"),
            Map.entry(0x44L, "MULTIPLE_IRP_COMPLETE_REQUESTS"),
            Map.entry(0x4eL, "PFN_LIST_CORRUPT"),
            Map.entry(0x50L, "PAGE_FAULT_IN_NONPAGED_AREA"),
            Map.entry(0x51L, "REGISTRY_ERROR"),
            Map.entry(0x74L, "BAD_SYSTEM_CONFIG_INFO"),
            Map.entry(0x77L, "KERNEL_STACK_INPAGE_ERROR"),
            Map.entry(0x7aL, "KERNEL_DATA_INPAGE_ERROR"),
            Map.entry(0x7bL, "INACCESSIBLE_BOOT_DEVICE"),
            Map.entry(0x7eL, "SYSTEM_THREAD_EXCEPTION_NOT_HANDLED"),
            Map.entry(0x7fL, "UNEXPECTED_KERNEL_MODE_TRAP"),
            Map.entry(0x80L, "NMI_HARDWARE_FAILURE"),
            Map.entry(0x8eL, "KERNEL_MODE_EXCEPTION_NOT_HANDLED"),
            Map.entry(0x9fL, "DRIVER_POWER_STATE_FAILURE"),
            Map.entry(0xa0L, "INTERNAL_POWER_ERROR"),
            Map.entry(0xa5L, "ACPI_BIOS_ERROR"),
            Map.entry(0xbeL, "ATTEMPTED_WRITE_TO_READONLY_MEMORY"),
            Map.entry(0xc1L, "SPECIAL_POOL_DETECTED_MEMORY_CORRUPTION"),
            Map.entry(0xc2L, "BAD_POOL_CALLER"),
            Map.entry(0xc4L, "DRIVER_VERIFIER_DETECTED_VIOLATION"),
            Map.entry(0xc5L, "DRIVER_CORRUPTED_EXPOOL"),
            Map.entry(0xceL, "DRIVER_UNLOADED_WITHOUT_CANCELLING_PENDING_OPERATIONS"),
            Map.entry(0xd1L, "DRIVER_IRQL_NOT_LESS_OR_EQUAL"),
            Map.entry(0xe2L, "MANUALLY_INITIATED_CRASH"),
            Map.entry(0xefL, "CRITICAL_PROCESS_DIED"),
            Map.entry(0xf4L, "CRITICAL_OBJECT_TERMINATION"),
            Map.entry(0xf7L, "DRIVER_OVERRAN_STACK_BUFFER"),
            Map.entry(0xfcL, "ATTEMPTED_EXECUTE_OF_NOEXECUTE_MEMORY"),
            Map.entry(0x101L, "CLOCK_WATCHDOG_TIMEOUT"),
            Map.entry(0x109L, "CRITICAL_STRUCTURE_CORRUPTION"),
            Map.entry(0x10dL, "WDF_VIOLATION"),
            Map.entry(0x116L, "VIDEO_TDR_FAILURE"),
            Map.entry(0x124L, "WHEA_UNCORRECTABLE_ERROR"),
            Map.entry(0x133L, "DPC_WATCHDOG_VIOLATION"),
            Map.entry(0x139L, "KERNEL_SECURITY_CHECK_FAILURE"),
            Map.entry(0x154L, "UNEXPECTED_STORE_EXCEPTION"),
            Map.entry(0xdeaddeadL, "MANUALLY_INITIATED_CRASH1"));

    private BugcheckName() {}

    /// The name of `code`, if it is a common one.
    public static Optional<String> of(long code) {
        return Optional.ofNullable(NAMES.get(code));
    }
}
