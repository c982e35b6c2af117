package io.kdlab.inspect;

import static io.kdlab.inspect.KernelWords.hex;
import static io.kdlab.inspect.KernelWords.plain;

import io.kdlab.arch.RegisterFile;
import io.kdlab.symbol.type.Type;
import io.kdlab.target.DebuggerData;
import io.kdlab.target.Target;
import io.kdlab.target.Unsupported;
import io.kdlab.value.Address;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;

/// The processors as their control blocks describe them: `!pcr`, `!prcb`, `!running`, `!ready`, `!cpuinfo`, `!irql`.
public record Processors(Target target, Structures by) {
    /// How many there are.
    public int count() {
        return target.processorCount();
    }

    /// The control block of processor `number`.
    public Placed prcb(int number) {
        if (number < 0 || number >= count()) {
            throw new Unsupported("there is no processor " + number + ": this target has 0 to " + (count() - 1));
        }
        Address blocks = target.debuggerData()
                .flatMap(data -> data.field(DebuggerData.KI_PROCESSOR_BLOCK))
                .orElseGet(() -> by.addressOf("KiProcessorBlock"));
        return by.at("_KPRCB", by.memory().pointer(blocks.plus((long) number * target.pointerSize())));
    }

    /// The processor control region of processor `number`, which its control block lies in.
    public Placed pcr(int number) {
        Placed prcb = prcb(number);
        Placed apart = by.at("_KPCR", Address.ZERO);
        long offset = apart.first("Prcb", "PrcbData")
                .orElseGet(() -> apart.field("Prcb"))
                .at()
                .value();
        return by.at("_KPCR", prcb.at().plus(-offset));
    }

    /// The thread that processor `number` executes.
    public Placed currentThread(int number) {
        return by.at("_ETHREAD", prcb(number).pointer("CurrentThread"));
    }

    /// The processor that executes the thread at `address`.
    public Optional<Integer> running(Address address) {
        return java.util.stream.IntStream.range(0, count())
                .boxed()
                .filter(number -> prcb(number).pointer("CurrentThread").equals(address))
                .findFirst();
    }

    /// The registers of processor `number`: asked of the target for the current one, else as its control block has
    /// them.
    public RegisterFile registers(int number) {
        if (number == target.processor()) {
            return target.registers();
        }
        Address context = prcb(number).field("ProcessorState.ContextFrame").at();
        return RegisterFile.of(
                target.architecture(),
                target.readAll(context, target.architecture().contextSize()));
    }

    /// `!pcr`.
    public void pcr(int number, Consumer<String> out) {
        Placed pcr = pcr(number);
        Placed prcb = prcb(number);
        out.accept("KPCR for Processor %d at %s:".formatted(number, plain(pcr.at())));
        out.accept("    Major %d Minor %d"
                .formatted(
                        pcr.optional("MajorVersion").map(Placed::number).orElse(0L),
                        pcr.optional("MinorVersion").map(Placed::number).orElse(0L)));
        row(out, "SelfPcr", pcr.first("Self", "SelfPcr"));
        out.accept("\t%17s: %s".formatted("Prcb", plain(prcb.at())));
        row(out, "Irql", pcr.optional("Irql"));
        row(out, "IDT", pcr.first("IdtBase", "IDT"));
        row(out, "GDT", pcr.first("GdtBase", "GDT"));
        row(out, "TSS", pcr.first("TssBase", "TSS"));
        out.accept("");
        row(out, "CurrentThread", prcb.optional("CurrentThread"));
        row(out, "NextThread", prcb.optional("NextThread"));
        row(out, "IdleThread", prcb.optional("IdleThread"));
    }

    private static void row(Consumer<String> out, String name, Optional<Placed> field) {
        field.ifPresent(value -> out.accept("\t%17s: %s".formatted(name, hex(value.number(), 16))));
    }

    /// `!prcb`.
    public void prcb(int number, Consumer<String> out) {
        Placed prcb = prcb(number);
        out.accept("PRCB for Processor %d at %s:".formatted(number, plain(prcb.at())));
        pcr(number).optional("Irql").ifPresent(irql -> out.accept("Current IRQL -- " + irql.number()));
        out.accept("Threads--  Current %s Next %s Idle %s"
                .formatted(
                        plain(prcb.pointer("CurrentThread")),
                        plain(prcb.pointer("NextThread")),
                        plain(prcb.pointer("IdleThread"))));
        out.accept("Processor Index %d".formatted(prcb.number("Number")));
        prcb.optional("InterruptCount").ifPresent(n -> out.accept("Interrupt Count -- " + hex(n.number(), 8)));
        prcb.optional("KeContextSwitches").ifPresent(n -> out.accept("Context Switches -- " + hex(n.number(), 8)));
        List<String> times = java.util.stream.Stream.of("DpcTime", "InterruptTime", "KernelTime", "UserTime")
                .flatMap(name -> prcb.optional(name).stream()
                        .map(value -> name.replace("Time", "") + " " + hex(value.number(), 8)))
                .toList();
        if (!times.isEmpty()) {
            out.accept("Times -- " + String.join(" ", times));
        }
    }

    /// `!irql`.
    public void irql(int number, Consumer<String> out) {
        long level = prcb(number)
                .first("DebuggerSavedIRQL")
                .orElseThrow(() -> by.missing("_KPRCB.DebuggerSavedIRQL"))
                .number();
        out.accept(
                "Debugger saved IRQL for processor 0x%x -- %d (%s)".formatted(number, level, KernelWords.level(level)));
    }

    /// `!cpuinfo`.
    public void cpuinfo(List<Integer> numbers, Consumer<String> out) {
        out.accept("CP  F/M/S Manufacturer  MHz");
        for (int number : numbers) {
            Placed prcb = prcb(number);
            long step = prcb.number("CpuStep");
            out.accept(String.format(
                    Locale.ROOT,
                    "%2d %s,%d,%d %-13s %4d",
                    number,
                    Long.toString(prcb.number("CpuType")),
                    step >>> 8,
                    step & 0xff,
                    prcb.field("VendorString").letters(),
                    prcb.number("MHz")));
        }
    }

    /// `!running`: what every processor executes.
    public void running(Consumer<String> out) {
        long idle = 0;
        for (int number = 0; number < count(); number++) {
            Placed prcb = prcb(number);
            idle |= prcb.pointer("CurrentThread").equals(prcb.pointer("IdleThread")) ? 1L << number : 0;
        }
        out.accept("");
        out.accept("System Processors:  (" + hex(count() >= 64 ? -1 : (1L << count()) - 1, 16) + ")");
        out.accept("  Idle Processors:  (" + hex(idle, 16) + ")");
        out.accept("");
        out.accept("       Prcbs             Current         (pri) Next            (pri) Idle");
        for (int number = 0; number < count(); number++) {
            Placed prcb = prcb(number);
            Address next = prcb.pointer("NextThread");
            out.accept("%3d    %s  %s (%2d) %-21s %s"
                    .formatted(
                            number,
                            plain(prcb.at()),
                            plain(prcb.pointer("CurrentThread")),
                            priority(prcb.pointer("CurrentThread")),
                            next.value() == 0 ? "" : "%s (%2d)".formatted(plain(next), priority(next)),
                            plain(prcb.pointer("IdleThread"))));
        }
    }

    private long priority(Address thread) {
        return by.at("_KTHREAD", thread).number("Priority");
    }

    /// `!ready`: the threads that wait for processor `number`, one list or a list for each priority.
    ///
    /// @param show writes one thread
    public void ready(int number, Consumer<String> out, Consumer<Placed> show) {
        Placed heads = prcb(number).field("DispatcherReadyListHead");
        boolean array = heads.type() instanceof Type.Array;
        boolean none = true;
        for (long list = array ? heads.count() - 1 : 0; list >= 0; list--) {
            Placed head = array ? heads.element(list) : heads;
            Chain chain = head.list("_KTHREAD", "WaitListEntry");
            if (!chain.entries().isEmpty()) {
                none = false;
                out.accept("Processor %d: Ready Threads%s".formatted(number, array ? " at priority " + list : ""));
                chain.entries().forEach(show);
            }
            chain.problem().ifPresent(problem -> out.accept("    (" + problem + ")"));
        }
        if (none) {
            out.accept("Processor %d: No threads in READY state".formatted(number));
        }
    }
}
