package io.kdlab.inspect;

import io.kdlab.symbol.type.Type;
import io.kdlab.value.Address;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/// Numbers of the kernel in the words that the field knows: states, wait reasons, levels, times.
///
/// An enumeration of the kernel's symbols decides where it is there; the numbers of NT, the same since its first
/// release, where it is not.
final class KernelWords {
    private static final List<String> STATES = List.of(
            "Initialized",
            "Ready",
            "Running",
            "Standby",
            "Terminated",
            "Waiting",
            "Transition",
            "DeferredReady",
            "GateWaitObsolete",
            "WaitingForProcessInSwap");
    private static final List<String> REASONS = List.of(
            "Executive",
            "FreePage",
            "PageIn",
            "PoolAllocation",
            "DelayExecution",
            "Suspended",
            "UserRequest",
            "WrExecutive",
            "WrFreePage",
            "WrPageIn",
            "WrPoolAllocation",
            "WrDelayExecution",
            "WrSuspended",
            "WrUserRequest",
            "WrEventPair",
            "WrQueue",
            "WrLpcReceive",
            "WrLpcReply",
            "WrVirtualMemory",
            "WrPageOut",
            "WrRendezvous",
            "WrKeyedEvent",
            "WrTerminated",
            "WrProcessInSwap",
            "WrCpuRateControl",
            "WrCalloutStack",
            "WrKernel",
            "WrResource",
            "WrPushLock",
            "WrMutex",
            "WrQuantumEnd",
            "WrDispatchInt",
            "WrPreempted",
            "WrYieldExecution",
            "WrFastMutex",
            "WrGuardedMutex",
            "WrRundown",
            "WrAlertByThreadId",
            "WrDeferredPreempt");
    private static final int TICKS_PER_MILLISECOND = 10_000;

    private KernelWords() {}

    /// A `KTHREAD_STATE`.
    static String state(Structures by, long value) {
        return word(by, "_KTHREAD_STATE", value, STATES);
    }

    /// A `KWAIT_REASON`.
    static String reason(Structures by, long value) {
        return word(by, "_KWAIT_REASON", value, REASONS);
    }

    private static String word(Structures by, String enumeration, long value, List<String> known) {
        if (by.knows(enumeration) && by.type(enumeration) instanceof Type.Enumeration type) {
            return type.values().all().stream()
                    .filter(each -> each.value() == value)
                    .map(Type.Enumerator::name)
                    .findFirst()
                    .orElse("Unknown: " + value);
        }
        return value >= 0 && value < known.size() ? known.get((int) value) : "Unknown: " + value;
    }

    /// An interrupt request level of x64.
    static String level(long irql) {
        return switch ((int) irql) {
            case 0 -> "LOW_LEVEL";
            case 1 -> "APC_LEVEL";
            case 2 -> "DISPATCH_LEVEL";
            case 5 -> "CMCI_LEVEL";
            case 13 -> "CLOCK_LEVEL";
            case 14 -> "IPI_LEVEL";
            case 15 -> "HIGH_LEVEL";
            default -> irql > 2 && irql < 13 ? "DEVICE_LEVEL" : "?";
        };
    }

    /// An address as extensions write it: no mark in the middle.
    static String plain(Address address) {
        return hex(address.value(), 16);
    }

    /// At least `digits` digits.
    static String hex(long value, int digits) {
        String text = Long.toHexString(value);
        return "0".repeat(Math.max(0, digits - text.length())) + text;
    }

    /// A stretch of time in units of 100 ns: `1 Day 02:03:04.005`.
    static String time(long units) {
        Duration time = Duration.ofMillis(units / TICKS_PER_MILLISECOND);
        String clock = String.format(
                Locale.ROOT,
                "%02d:%02d:%02d.%03d",
                time.toHoursPart(),
                time.toMinutesPart(),
                time.toSecondsPart(),
                time.toMillisPart());
        return time.toDays() == 0 ? clock : time.toDays() + (time.toDays() == 1 ? " Day " : " Days ") + clock;
    }
}
