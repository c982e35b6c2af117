package io.kdlab.inspect;

import static io.kdlab.inspect.KernelWords.hex;
import static io.kdlab.inspect.KernelWords.plain;

import io.kdlab.arch.RegisterFile;
import io.kdlab.target.EngineException;
import io.kdlab.target.MemoryFault;
import io.kdlab.target.Target;
import io.kdlab.unwind.Frame;
import io.kdlab.unwind.ModuleUnwind;
import io.kdlab.unwind.StackWalk;
import io.kdlab.value.Address;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// Threads: `!thread`'s words about one, and the registers that it goes on with.
public record Threads(Target target, Structures by) {
    /// What it waits for.
    public static final int WAITS = 2;
    /// Its stack.
    public static final int STACK = 4;

    private static final int WAITING = 5;
    private static final int RUNNING = 2;
    private static final int MOST_FRAMES = 0x40;
    private static final int MOST_WAIT_BLOCKS = 64;

    /// The part of it that the scheduler knows.
    private static Placed tcb(Placed thread) {
        return thread.optional("Tcb").orElse(thread);
    }

    /// `RUNNING`, `Blocked`, `READY`: its state in `!stacks`.
    public static String shortState(Structures by, Placed thread) {
        int state = (int) tcb(thread).number("State");
        return state == WAITING ? "Blocked" : KernelWords.state(by, state).toUpperCase(java.util.Locale.ROOT);
    }

    /// The registers with which the thread goes on: the processor's that executes it, else those that lie where it gave
    /// its processor away.
    public RegisterFile registers(Placed thread) {
        Placed tcb = tcb(thread);
        Processors processors = new Processors(target, by);
        Optional<Integer> running = processors.running(thread.at());
        if (running.isPresent()) {
            return processors.registers(running.get());
        }
        Address stack = tcb.pointer("KernelStack");
        RegisterFile none = RegisterFile.zero(target.architecture());
        if (by.knows("_KSWITCH_FRAME")) {
            Placed frame = by.at("_KSWITCH_FRAME", stack);
            Optional<Placed> base = frame.optional("Rbp");
            RegisterFile back = none.withPc(frame.pointer("Return"))
                    .withSp(stack.plus(frame.type().size()));
            return base.map(rbp -> back.with("rbp", rbp.number())).orElse(back);
        }
        return none.withSp(stack).withPc(by.addressOf("KiSwapContextResume"));
    }

    /// Its calls, the innermost first.
    public StackWalk stack(Placed thread) {
        return StackWalk.of(registers(thread), target, new ModuleUnwind(by.symbols()), MOST_FRAMES);
    }

    /// Writes what `flags` ask for about `thread`, behind `margin`.
    public void show(Placed thread, int flags, String margin, Consumer<String> out) {
        Placed tcb = tcb(thread);
        out.accept(margin + headline(thread));
        if ((flags & WAITS) == 0 && (flags & STACK) == 0) {
            return;
        }
        String inner = margin + "    ";
        waits(tcb, inner, out);
        Processes processes = new Processes(target, by);
        Placed owner = processes.of(tcb);
        out.accept("%sOwning Process            %s       Image:         %s"
                .formatted(margin, plain(owner.at()), processes.image(owner)));
        details(thread, tcb, margin, out);
        if ((flags & STACK) != 0) {
            stack(thread, margin, out);
        }
        out.accept("");
    }

    /// `THREAD addr  Cid pid.tid  Teb: … RUNNING on processor 0`.
    public String headline(Placed thread) {
        Placed tcb = tcb(thread);
        return "THREAD %s  Cid %s.%s  Teb: %s Win32Thread: %s %s"
                .formatted(
                        plain(thread.at()),
                        hex(thread.number("Cid.UniqueProcess"), 4),
                        hex(thread.number("Cid.UniqueThread"), 4),
                        plain(tcb.pointer("Teb")),
                        plain(tcb.optional("Win32Thread").map(Placed::pointer).orElse(Address.ZERO)),
                        state(thread, tcb));
    }

    private String state(Placed thread, Placed tcb) {
        int state = (int) tcb.number("State");
        return switch (state) {
            case RUNNING ->
                "RUNNING on processor "
                        + new Processors(target, by)
                                .running(thread.at())
                                .map(number -> Integer.toHexString(number))
                                .orElse("?");
            case WAITING ->
                "WAIT: (%s) %s %s"
                        .formatted(
                                KernelWords.reason(by, tcb.number("WaitReason")),
                                tcb.optional("WaitMode").map(Placed::number).orElse(0L) == 0
                                        ? "KernelMode"
                                        : "UserMode",
                                tcb.optional("Alertable").map(Placed::number).orElse(0L) == 0
                                        ? "Non-Alertable"
                                        : "Alertable");
            default -> KernelWords.state(by, state).toUpperCase(java.util.Locale.ROOT);
        };
    }

    private void waits(Placed tcb, String margin, Consumer<String> out) {
        Optional<Placed> blocks = tcb.optional("WaitBlockList");
        if (blocks.isEmpty() || tcb.number("State") != WAITING) {
            return;
        }
        Address first = blocks.get().pointer();
        Address at = first;
        for (int i = 0; at.value() != 0 && i < MOST_WAIT_BLOCKS; i++) {
            Placed block = by.at("_KWAIT_BLOCK", at);
            Address object = block.pointer("Object");
            out.accept(margin + plain(object) + "  " + dispatcher(object));
            at = block.optional("NextWaitBlock").map(Placed::pointer).orElse(first);
            if (at.equals(first)) {
                return;
            }
        }
    }

    /// What kind of thing a thread waits for.
    private String dispatcher(Address object) {
        try {
            Placed header = by.at("_DISPATCHER_HEADER", object);
            return switch ((int) header.number("Type") & 0x7f) {
                case 0 -> "NotificationEvent";
                case 1 -> "SynchronizationEvent";
                case 2 -> "Mutant";
                case 3 -> "ProcessObject";
                case 4 -> "QueueObject";
                case 5 -> "Semaphore Limit 0x" + Long.toHexString(header.number("SignalState"));
                case 6 -> "Thread";
                case 7 -> "Gate";
                case 8 -> "NotificationTimer";
                case 9 -> "SynchronizationTimer";
                default -> "Unknown";
            };
        } catch (MemoryFault fault) {
            return String.valueOf(fault.getMessage());
        }
    }

    private void details(Placed thread, Placed tcb, String margin, Consumer<String> out) {
        tcb.optional("WaitTime").ifPresent(since -> {
            long now = by.optionalGlobal("KeTickCount").map(Placed::number).orElse(since.number());
            out.accept("%sWait Start TickCount      %-14d Ticks: %d"
                    .formatted(margin, since.number(), Math.max(0, now - since.number())));
        });
        tcb.optional("ContextSwitches")
                .ifPresent(count -> out.accept("%sContext Switch Count      %d".formatted(margin, count.number())));
        long increment = new Processes(target, by).increment();
        for (String name : List.of("UserTime", "KernelTime")) {
            tcb.optional(name)
                    .ifPresent(ticks -> out.accept(
                            "%s%-25s %s".formatted(margin, name, KernelWords.time(ticks.number() * increment))));
        }
        thread.first("Win32StartAddress", "StartAddress")
                .map(Placed::pointer)
                .ifPresent(start -> out.accept("%sWin32 Start Address %s (0x%s)"
                        .formatted(margin, by.symbols().nameAt(start).orElse(plain(start)), plain(start))));
        thread.optional("ThreadName")
                .filter(name -> name.type() instanceof io.kdlab.symbol.type.Type.Structure)
                .map(Placed::unicode)
                .filter(name -> !name.isEmpty())
                .ifPresent(name -> out.accept("%sThread Name: \"%s\"".formatted(margin, name)));
        out.accept("%sStack Init %s Current %s"
                .formatted(margin, plain(tcb.pointer("InitialStack")), plain(tcb.pointer("KernelStack"))));
        out.accept("%sBase %s Limit %s Call %s"
                .formatted(margin, plain(tcb.pointer("StackBase")), plain(tcb.pointer("StackLimit")), hex(0, 16)));
        out.accept("%sPriority %d%s"
                .formatted(
                        margin,
                        tcb.number("Priority"),
                        tcb.optional("BasePriority")
                                .map(base -> " BasePriority " + base.signed())
                                .orElse("")));
    }

    private void stack(Placed thread, String margin, Consumer<String> out) {
        try {
            StackWalk walk = stack(thread);
            out.accept(margin + "Child-SP          RetAddr           Call Site");
            walk.frames().forEach(frame -> out.accept(margin + row(frame)));
            if (!walk.ended().isEmpty()) {
                out.accept(margin + "(the stack goes on, but " + walk.ended() + ")");
            }
        } catch (EngineException unreadable) {
            out.accept(margin + "(no stack: " + unreadable.getMessage() + ")");
        }
    }

    private String row(Frame frame) {
        return "%s %s %s"
                .formatted(
                        frame.sp(),
                        frame.returnAddress(),
                        by.symbols().nameAt(frame.pc()).orElse(frame.pc().toString()));
    }
}
