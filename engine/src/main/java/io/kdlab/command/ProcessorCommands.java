package io.kdlab.command;

import io.kdlab.arch.SpecialRegisters;
import io.kdlab.inspect.Descriptors;
import io.kdlab.inspect.PageTables;
import io.kdlab.inspect.Processors;
import io.kdlab.inspect.Structures;
import io.kdlab.inspect.Threads;
import io.kdlab.target.Unsupported;
import io.kdlab.value.Address;
import java.util.List;
import java.util.stream.IntStream;

/// `!pcr` and its like, descriptor tables, page tables: what a processor has and does.
final class ProcessorCommands {
    private static final int FIVE_LEVELS = 0x1000;
    private static final int GDT_LAST = 0xfff8;

    private ProcessorCommands() {}

    static List<Command> all() {
        return List.of(
                one(
                        "!pcr",
                        "show a processor's control region",
                        (processors, number, out) -> processors.pcr(number, out::line)),
                one(
                        "!prcb",
                        "show a processor's control block",
                        (processors, number, out) -> processors.prcb(number, out::line)),
                one(
                        "!irql",
                        "show the interrupt level a processor was at when the target stopped",
                        (processors, number, out) -> processors.irql(number, out::line)),
                new KernelCommand(
                        "!cpuinfo [processor]",
                        "show what kind of processors there are",
                        "!cpuinfo",
                        (session, by, arguments) -> cpuinfo(session, by, arguments)),
                new KernelCommand(
                        "!running [-t]",
                        "show what every processor executes; -t with stacks",
                        "!running",
                        ProcessorCommands::running),
                new KernelCommand(
                        "!ready [flags]",
                        "show the threads that wait for a processor; flags: 2 and 4 as of !thread",
                        "!ready",
                        ProcessorCommands::ready),
                new KernelCommand(
                        "!idt [vector]",
                        "show what handles the interrupts of the current processor",
                        "!idt 3",
                        (session, _, arguments) -> idt(session, arguments)),
                new KernelCommand(
                        "!gdt",
                        "show the segment descriptors of the current processor",
                        "!gdt",
                        (session, _, arguments) -> {
                            arguments.end();
                            gdt(session, 0, GDT_LAST);
                        }),
                new KernelCommand(
                        "dg first [last]",
                        "show the segment descriptor of a selector, or of several",
                        "dg @cs",
                        (session, _, arguments) -> {
                            int first = (int) arguments.value();
                            int last = arguments.isEmpty() ? first : (int) arguments.value();
                            arguments.end();
                            gdt(session, first, last);
                        }),
                new KernelCommand(
                        "!vtop [pfn-or-0] address",
                        "show how an address is translated, by the current page tables or those at page pfn",
                        "!vtop 0 @rip",
                        (session, _, arguments) -> vtop(session, arguments)),
                new KernelCommand(
                        "!pte address",
                        "show the page table entries of an address",
                        "!pte @rip",
                        (session, _, arguments) -> pte(session, arguments)));
    }

    /// Shows one processor.
    private interface One {
        void show(Processors processors, int number, Output out);
    }

    private static Command one(String name, String what, One one) {
        return new KernelCommand(
                name + " [processor]", what + "; the current one when none is said", name, (session, by, arguments) -> {
                    int number = arguments.isEmpty() ? session.target().processor() : (int) arguments.value();
                    arguments.end();
                    one.show(new Processors(session.target(), by), number, session.out());
                });
    }

    private static void cpuinfo(CommandSession session, Structures by, Arguments arguments) {
        Processors processors = new Processors(session.target(), by);
        List<Integer> numbers = arguments.isEmpty()
                ? IntStream.range(0, processors.count()).boxed().toList()
                : List.of((int) arguments.value());
        arguments.end();
        processors.cpuinfo(numbers, session.out()::line);
    }

    private static void running(CommandSession session, Structures by, Arguments arguments) {
        boolean stacks = arguments.take("-t");
        arguments.take("-i");
        arguments.end();
        Processors processors = new Processors(session.target(), by);
        processors.running(session.out()::line);
        for (int number = 0; stacks && number < processors.count(); number++) {
            session.out().line("");
            new Threads(session.target(), by)
                    .show(processors.currentThread(number), Threads.STACK, "", session.out()::line);
        }
    }

    private static void ready(CommandSession session, Structures by, Arguments arguments) {
        int flags = arguments.isEmpty() ? 0 : (int) arguments.value();
        arguments.end();
        Processors processors = new Processors(session.target(), by);
        Threads threads = new Threads(session.target(), by);
        for (int number = 0; number < processors.count(); number++) {
            processors.ready(
                    number,
                    session.out()::line,
                    thread -> threads.show(thread.as("_ETHREAD"), flags, "    ", session.out()::line));
        }
    }

    private static long special(CommandSession session, String name) {
        SpecialRegisters all = Registers.read(session.target());
        return session.target().architecture().specialRegisters().find(name).isEmpty()
                ? refuse(name)
                : all.get(name).orElseGet(() -> refuse(name));
    }

    private static long refuse(String name) {
        throw new Unsupported("this target's special registers do not include " + name + ": only x64 targets have it");
    }

    private static void idt(CommandSession session, Arguments arguments) {
        int vector = arguments.isEmpty() ? -1 : (int) arguments.value();
        arguments.end();
        new Descriptors(session.target(), session.symbols())
                .idt(
                        new Address(special(session, "idtr")),
                        (int) special(session, "idtl"),
                        vector,
                        session.out()::line);
    }

    private static void gdt(CommandSession session, int first, int last) {
        int limit = (int) special(session, "gdtl");
        new Descriptors(session.target(), session.symbols())
                .gdt(
                        new Address(special(session, "gdtr")),
                        limit,
                        first,
                        Math.min(last, last == GDT_LAST ? limit - 7 : last),
                        session.out()::line);
    }

    private static int levels(CommandSession session) {
        return (special(session, "cr4") & FIVE_LEVELS) != 0 ? 5 : 4;
    }

    private static void vtop(CommandSession session, Arguments arguments) {
        long first = arguments.value();
        boolean both = !arguments.isEmpty();
        Address address = both ? arguments.address() : new Address(first);
        arguments.end();
        // Below a million a number is a page's, above it is the address of the tables: both are typed.
        long base = !both || first == 0
                ? special(session, "cr3")
                : Long.compareUnsigned(first, 0x100_000) < 0 && (first & 0xfff) != 0 ? first << 12 : first;
        PageTables.of(session.target(), base, address, levels(session))
                .vtop(address, base)
                .forEach(session.out()::line);
    }

    private static void pte(CommandSession session, Arguments arguments) {
        Address address = arguments.address();
        arguments.end();
        PageTables.of(session.target(), special(session, "cr3"), address, levels(session))
                .pte(address)
                .forEach(session.out()::line);
    }
}
