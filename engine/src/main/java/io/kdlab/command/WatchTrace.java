package io.kdlab.command;

import io.kdlab.arch.Instruction;
import io.kdlab.arch.Instruction.Flow;
import io.kdlab.session.Role;
import io.kdlab.session.StepKind;
import io.kdlab.target.StopEvent;
import io.kdlab.target.StopReason;
import io.kdlab.target.TargetState;
import io.kdlab.value.Address;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LongSummaryStatistics;
import java.util.Map;
import java.util.TreeMap;

/// `wt`: runs the current function to its end, one instruction at a time, and counts what it and those it calls
/// execute. Give it at a function's first instruction; each instruction costs a step on the wire.
final class WatchTrace extends Command {
    private static final int DEEPEST = 0x100;

    WatchTrace() {
        super(
                Role.DRIVE,
                "wt [-l depth] [-ns]",
                "step to the end of the current function and show how many instructions it and its callees execute;"
                        + " -l steps over deeper calls, -ns leaves out the summary",
                "wt -l 2",
                "wt");
    }

    /// A function that is being executed.
    private static final class Call {
        private final String name;
        private long own;
        private long inside;

        Call(String name) {
            this.name = name;
        }
    }

    @Override
    public void run(CommandSession session, Arguments arguments) {
        int depth = DEEPEST;
        boolean summary = true;
        while (arguments.startsWith("-")) {
            switch (arguments.takeWord()) {
                case "-l" -> depth = Math.clamp(arguments.addressInWord().value(), 0, DEEPEST);
                case "-ns" -> summary = false;
                default -> throw arguments.refusal("wt knows -l and -ns only");
            }
        }
        arguments.end();
        CodeText.need(session, "wt");
        Address from = session.target().registers().pc();
        session.out()
                .line("Tracing " + SymbolText.of(session).orNumber(from) + " to return address "
                        + StackCommand.returnAddress(session).orElse(Address.ZERO));
        Map<String, LongSummaryStatistics> functions = new TreeMap<>();
        long steps = trace(session, depth, functions);
        if (summary) {
            summarise(session, functions, steps);
        }
        // Another stop than the end of a step has been announced already.
        if (session.target().state() instanceof TargetState.Halted(var stop)
                && stop.reason() instanceof StopReason.Stepped) {
            StopText.show(session, stop);
        }
    }

    /// Says how many steps were made.
    private static long trace(CommandSession session, int depth, Map<String, LongSummaryStatistics> functions) {
        CodeText code = CodeText.of(session);
        Deque<Call> calls = new ArrayDeque<>();
        Address pc = session.target().registers().pc();
        calls.push(new Call(name(session, pc)));
        long steps = 0;
        while (!calls.isEmpty()) {
            Flow flow = code.decode(pc).map(Instruction::flow).orElse(Flow.UNKNOWN);
            boolean over = flow == Flow.CALL && calls.size() > depth;
            StopEvent stop = session.stepQuietly(over ? StepKind.OVER : StepKind.INTO);
            session.state().stopped();
            steps++;
            calls.getFirst().own++;
            if (!(stop.reason() instanceof StopReason.Stepped)) {
                return steps;
            }
            pc = stop.pc();
            if (flow == Flow.CALL && !over) {
                tell(session, calls);
                calls.push(new Call(name(session, pc)));
            } else if (flow == Flow.RETURN) {
                tell(session, calls);
                returned(calls, functions);
            }
            if (!calls.isEmpty()) {
                StepUntil.checkCancelled(session, stop);
            }
        }
        return steps;
    }

    private static String name(CommandSession session, Address pc) {
        return session.symbols()
                .at(pc)
                .filter(symbol -> !symbol.name().isEmpty())
                .map(symbol -> symbol.module().name() + "!" + symbol.name())
                .orElse("0x" + pc);
    }

    /// Own instructions so far, those of callees so far, depth, name.
    private static void tell(CommandSession session, Deque<Call> calls) {
        Call call = calls.getFirst();
        int depth = calls.size() - 1;
        session.out().print("%5d %5d [%3d] %s%s\n", call.own, call.inside, depth, "  ".repeat(depth), call.name);
    }

    private static void returned(Deque<Call> calls, Map<String, LongSummaryStatistics> functions) {
        Call done = calls.pop();
        functions.computeIfAbsent(done.name, _ -> new LongSummaryStatistics()).accept(done.own);
        if (!calls.isEmpty()) {
            calls.getFirst().inside += done.own + done.inside;
        }
    }

    private static void summarise(CommandSession session, Map<String, LongSummaryStatistics> functions, long steps) {
        long instructions = functions.values().stream()
                .mapToLong(LongSummaryStatistics::getSum)
                .sum();
        session.out().line("");
        session.out().print("%d instructions were executed in %d events (0 from other threads)\n", instructions, steps);
        session.out().line("");
        session.out().line("Function Name                               Invocations MinInst MaxInst AvgInst");
        functions.forEach((name, counts) -> session.out()
                .print(
                        "%-43s %11d %7d %7d %7d\n",
                        name, counts.getCount(), counts.getMin(), counts.getMax(), Math.round(counts.getAverage())));
        session.out().line("");
        session.out().line("0 system calls were executed");
    }
}
