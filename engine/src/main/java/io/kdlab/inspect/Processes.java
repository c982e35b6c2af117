package io.kdlab.inspect;

import static io.kdlab.inspect.KernelWords.hex;
import static io.kdlab.inspect.KernelWords.plain;

import io.kdlab.target.DebuggerData;
import io.kdlab.target.MemoryFault;
import io.kdlab.target.Target;
import io.kdlab.target.Unsupported;
import io.kdlab.value.Address;
import java.util.Optional;
import java.util.function.Consumer;

/// Processes: the list of them, and `!process`'s words about one.
public record Processes(Target target, Structures by) {
    /// Times, counts and what else there is, besides the block of four lines.
    public static final int STATISTICS = 1;
    /// Its threads, each with what it waits for.
    public static final int THREADS = 2;
    /// Their stacks.
    public static final int STACKS = 4;

    private static final int STILL_ACTIVE = 0x103;

    /// All processes of the list that the kernel keeps, the first one first. The idle process is in no list.
    public Chain all() {
        Address head = target.debuggerData()
                .flatMap(data -> data.field(DebuggerData.PS_ACTIVE_PROCESS_HEAD))
                .orElseGet(() -> by.addressOf("PsActiveProcessHead"));
        return Chain.of(by, head, "_EPROCESS", "ActiveProcessLinks");
    }

    /// The process that the thread belongs to or is attached to now.
    public Placed of(Placed thread) {
        long offset = by.at("_EPROCESS", Address.ZERO).field("Pcb").at().value();
        Placed tcb = thread.optional("Tcb").orElse(thread);
        return by.at("_EPROCESS", tcb.pointer("ApcState.Process").plus(-offset));
    }

    /// The process of the current processor's thread.
    public Placed current() {
        return of(new Processors(target, by).currentThread(target.processor()));
    }

    /// The process that `value` means: its address, or its number, which is always too small for an address.
    public Placed named(long value) {
        if (value < 0) {
            return by.at("_EPROCESS", new Address(value));
        }
        return all().entries().stream()
                .filter(process -> id(process) == value)
                .findFirst()
                .orElseThrow(() -> new Unsupported("no process has the number " + Long.toHexString(value)
                        + " (and no process lies at such an address)"));
    }

    /// The number that people know it by.
    public long id(Placed process) {
        return process.number("UniqueProcessId");
    }

    /// Its image's name, at most 15 letters.
    public String image(Placed process) {
        String name = process.field("ImageFileName").letters();
        return name.isEmpty() && id(process) == 0 ? "Idle" : name;
    }

    /// Where its page tables begin.
    public long directoryBase(Placed process) {
        return process.number("Pcb.DirectoryTableBase");
    }

    /// Its threads.
    public Chain threads(Placed process) {
        return process.field("ThreadListHead").list("_ETHREAD", "ThreadListEntry");
    }

    /// Writes about `process` what `flags` ask for; threads are written by `thread`.
    public void show(Placed process, int flags, Consumer<String> out, Consumer<Placed> thread) {
        String margin = "    ";
        out.accept("PROCESS " + plain(process.at()));
        out.accept("%sSessionId: %s  Cid: %04x    Peb: %s  ParentCid: %04x"
                .formatted(
                        margin,
                        session(process),
                        id(process),
                        hex(process.optional("Peb").map(Placed::number).orElse(0L), 8),
                        process.optional("InheritedFromUniqueProcessId")
                                .map(Placed::number)
                                .orElse(0L)));
        out.accept("%sDirBase: %s  ObjectTable: %s  HandleCount: %s"
                .formatted(
                        margin,
                        hex(directoryBase(process), 8),
                        plain(new Address(process.optional("ObjectTable")
                                .map(Placed::number)
                                .orElse(0L))),
                        handles(process)));
        out.accept(margin + "Image: " + image(process));
        if ((flags & STATISTICS) != 0) {
            statistics(process, out);
        }
        if ((flags & (THREADS | STACKS)) != 0) {
            out.accept("");
            Chain threads = threads(process);
            if (threads.entries().isEmpty()) {
                out.accept("No active threads");
            }
            threads.entries().forEach(thread);
            threads.problem().ifPresent(problem -> out.accept("    (" + problem + ")"));
        }
        out.accept("");
    }

    private static String session(Placed process) {
        return process.optional("Session")
                .map(Placed::number)
                .filter(session -> session != 0)
                .map(_ -> "0")
                .orElse("none");
    }

    private static String handles(Placed process) {
        try {
            Optional<Placed> table = process.optional("ObjectTable");
            if (table.isEmpty() || table.get().number() == 0) {
                return "  0.";
            }
            return table.get()
                    .follow()
                    .first("HandleCount", "FreeLists.HandleCount")
                    .map(count -> "%3d.".formatted(count.number()))
                    .orElse("<Data Not Accessible>");
        } catch (MemoryFault _) {
            return "<Data Not Accessible>";
        }
    }

    private void statistics(Placed process, Consumer<String> out) {
        address(process, "VadRoot", "VadRoot", out);
        address(process, "DeviceMap", "DeviceMap", out);
        address(process, "Token", "Token", out);
        Optional<Long> created = process.first("CreateTime").map(Placed::number);
        Optional<Long> now = SharedData.of(target)
                .flatMap(SharedData::systemTime)
                .map(time -> time.getEpochSecond() * 10_000_000 + time.getNano() / 100 + SharedData.UNITS_TO_1970);
        if (created.isPresent() && now.isPresent()) {
            out.accept("    %-34s%s"
                    .formatted("ElapsedTime", KernelWords.time(Math.max(0, now.get() - created.get()))));
        }
        for (String name : java.util.List.of("UserTime", "KernelTime")) {
            process.optional("Pcb." + name)
                    .ifPresent(ticks ->
                            out.accept("    %-34s%s".formatted(name, KernelWords.time(ticks.number() * increment()))));
        }
        process.optional("Pcb.BasePriority")
                .ifPresent(priority -> out.accept("    %-34s%d".formatted("BasePriority", priority.number())));
        process.optional("ActiveThreads")
                .ifPresent(count -> out.accept("    %-34s%d".formatted("ActiveThreads", count.number())));
        process.optional("ExitStatus").map(Placed::number).ifPresent(status -> {
            if (status != STILL_ACTIVE) {
                out.accept("    %-34s%08x".formatted("ExitStatus", status));
            }
        });
    }

    private static void address(Placed process, String path, String name, Consumer<String> out) {
        process.first(path, path + ".Root").ifPresent(value -> {
            if (value.type().size() <= Long.BYTES) {
                out.accept("    %s %s".formatted(name, plain(new Address(value.number()))));
            }
        });
    }

    /// Units of 100 ns in a tick of the clock.
    long increment() {
        return by.optionalGlobal("KeMaximumIncrement")
                .or(() -> by.optionalGlobal("KeTimeIncrement"))
                .map(Placed::number)
                .orElse(156_250L);
    }
}
