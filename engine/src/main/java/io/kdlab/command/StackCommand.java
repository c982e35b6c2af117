package io.kdlab.command;

import io.kdlab.arch.RegisterFile;
import io.kdlab.arch.X86;
import io.kdlab.session.OutputKind;
import io.kdlab.session.Role;
import io.kdlab.unwind.Frame;
import io.kdlab.unwind.StackWalk;
import io.kdlab.value.Address;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// `k kb kc kf kL kM kn kp kP kv`: the calls that led here.
final class StackCommand extends Command {
    /// Values up to here are counts of frames and not addresses.
    private static final long LARGEST_COUNT = 0xffff;

    StackCommand() {
        super(
                Role.OBSERVE,
                "k[b|c|f|L|M|n|p|P|v] [= stack-pointer [instruction-pointer]] [count]",
                "show the stack of calls; kb adds the first words where arguments may be, kp and kP the parameters that"
                        + " the symbols describe, kv words and trap frames, kf each frame's size, kL leaves out lines of"
                        + " source, kc shows names only",
                "k 5",
                "k",
                "kb",
                "kc",
                "kf",
                "kL",
                "kM",
                "kn",
                "kp",
                "kP",
                "kv");
    }

    @Override
    public boolean answersTo(String word) {
        return word.matches(StackOptions.LETTERS);
    }

    /// From where to walk, and how far.
    private record Start(RegisterFile registers, int count) {}

    @Override
    public void run(CommandSession session, Arguments arguments) {
        Start start = start(session, arguments);
        StackOptions options = StackOptions.of(arguments.word());
        // The words of a frame stand where its caller's frame begins, so the last row needs one frame more.
        int more = options.words() && start.count() < StackWalk.MOST_FRAMES ? 1 : 0;
        StackWalk stack = Stacks.walk(session, start.registers(), start.count() + more);
        if (session.state().context().isPresent()) {
            session.out().line("  *** Stack trace for last set context - .thread/.cxr resets it");
        }
        session.out().line(FrameText.header(start.registers().architecture(), options));
        FrameText text = new FrameText(session, options, stack.frames());
        for (int i = 0; i < Math.min(start.count(), stack.frames().size()); i++) {
            session.checkCancelled();
            session.out().line(text.row(i));
        }
        if (!stack.ended().isEmpty() && stack.frames().size() <= start.count()) {
            session.out().write(OutputKind.WARNING, "(the stack goes on, but " + stack.ended() + ")\n");
        }
    }

    /// `[count]`, `= stack [count]`, `= stack ip [count]`, `= base stack ip [count]`: a number that is too small for an
    /// address is the count.
    private static Start start(CommandSession session, Arguments arguments) {
        RegisterFile registers = SetContext.registers(session);
        int usual = session.state().stackDepth();
        if (!arguments.take("=")) {
            int count = arguments.count(usual);
            arguments.end();
            return new Start(registers, count);
        }
        List<Long> values = new ArrayList<>();
        values.add(arguments.value());
        while (!arguments.isEmpty() && values.size() < 4) {
            values.add(arguments.value());
        }
        arguments.end();
        int count = usual;
        if (values.size() > 1 && Long.compareUnsigned(values.getLast(), LARGEST_COUNT) <= 0) {
            count = (int) Math.max(1, values.removeLast());
        }
        if (values.size() > 3) {
            throw arguments.error("Extra character");
        }
        return new Start(moved(registers, values.stream().map(Address::new).toList()), count);
    }

    private static RegisterFile moved(RegisterFile registers, List<Address> to) {
        boolean based = to.size() == 3 || to.size() == 1 && registers.architecture() instanceof X86;
        RegisterFile moved = registers;
        if (based) {
            String base = registers.architecture() instanceof X86 ? "ebp" : "rbp";
            moved = registers.architecture().registers().find(base).isPresent()
                    ? registers.with(base, to.getFirst().value())
                    : registers.with("fp", to.getFirst().value());
        }
        return switch (to.size()) {
            case 1 -> moved.withSp(to.getFirst());
            case 2 -> moved.withSp(to.get(0)).withPc(to.get(1));
            default -> moved.withSp(to.get(1)).withPc(to.get(2));
        };
    }

    /// Where the current function returns to.
    static Optional<Address> returnAddress(CommandSession session) {
        return Stacks.walk(session, SetContext.registers(session), 1).frames().stream()
                .map(Frame::returnAddress)
                .findFirst();
    }
}
