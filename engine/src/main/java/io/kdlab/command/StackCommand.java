package io.kdlab.command;

import io.kdlab.arch.Architecture;
import io.kdlab.arch.X86;
import io.kdlab.session.OutputKind;
import io.kdlab.session.Role;
import io.kdlab.unwind.Frame;
import io.kdlab.unwind.StackWalk;
import io.kdlab.value.Address;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/// `k kb kc kn kv`: the calls that led here.
final class StackCommand extends Command {
    /// Deeper than any healthy stack of a kernel.
    private static final int USUAL = 0x100;

    StackCommand() {
        super(
                Role.OBSERVE,
                "k[b|c|n|v] [= stack-pointer instruction-pointer] [count]",
                "show the stack of calls; kb and kv add the first four words where arguments may be, kc shows names only",
                "k 5",
                "k",
                "kb",
                "kc",
                "kn",
                "kv");
    }

    @Override
    public boolean answersTo(String word) {
        return word.matches("k[bcnvpPLfF]*");
    }

    @Override
    public void run(CommandSession session, Arguments arguments) {
        var registers = SetContext.registers(session);
        if (arguments.take("=")) {
            registers = registers.withSp(arguments.address());
            if (!arguments.isEmpty()) {
                registers = registers.withPc(arguments.address());
            }
        }
        int count = arguments.count(USUAL);
        arguments.end();
        String options = arguments.word().substring(1);
        boolean words = options.contains("b") || options.contains("v");
        // The words of a frame stand where its caller's frame begins, so the last row needs one frame more.
        StackWalk stack = Stacks.walk(session, registers, words && count < USUAL ? count + 1 : count);
        if (session.state().context().isPresent()) {
            session.out().line("  *** Stack trace for last set context - .thread/.cxr resets it");
        }
        session.out().line(header(registers.architecture(), words, options.contains("c")));
        SymbolText symbols = SymbolText.of(session);
        List<Frame> frames = stack.frames();
        for (int i = 0; i < Math.min(count, frames.size()); i++) {
            session.checkCancelled();
            Frame frame = frames.get(i);
            String number = String.format(Locale.ROOT, "%02x ", i);
            String place = options.contains("c") ? "" : place(frames, i) + " " + frame.returnAddress() + " ";
            session.out().line(number + place + words(session, frames, i, words) + symbols.orNumber(frame.pc()));
        }
        if (!stack.ended().isEmpty() && frames.size() <= count) {
            session.out().write(OutputKind.WARNING, "(the stack goes on, but " + stack.ended() + ")\n");
        }
    }

    /// What stands for the frame: its stack pointer, on x86 what its EBP is once its first instructions have run.
    private static Address place(List<Frame> frames, int index) {
        Frame frame = frames.get(index);
        if (!(frame.registers().architecture() instanceof X86)) {
            return frame.sp();
        }
        return index + 1 < frames.size()
                ? frames.get(index + 1).sp().plus(-2L * X86.INSTANCE.pointerSize())
                : X86.INSTANCE.address(frame.registers().get("ebp"));
    }

    private static String header(Architecture architecture, boolean words, boolean namesOnly) {
        if (namesOnly) {
            return " # Call Site";
        }
        if (architecture instanceof X86) {
            return words ? " # ChildEBP RetAddr  Args to Child" : " # ChildEBP RetAddr  Call Site";
        }
        return words
                ? " # Child-SP          RetAddr           : Args to Child                                  "
                        + "                         : Call Site"
                : " # Child-SP          RetAddr           Call Site";
    }

    /// The words where a frame's arguments may be; nothing when nobody wants them.
    private static String words(CommandSession session, List<Frame> frames, int index, boolean wanted) {
        if (!wanted) {
            return "";
        }
        return frames.get(index).registers().architecture() instanceof X86
                ? words(session, Optional.of(place(frames, index).plus(8)), 3) + " "
                : ": "
                        + words(
                                session,
                                index + 1 < frames.size()
                                        ? Optional.of(frames.get(index + 1).sp())
                                        : Optional.empty(),
                                4)
                        + " : ";
    }

    /// On x64 these are the four words that the caller reserved for the arguments passed in registers. Code compiled
    /// for speed does not store them there, so they are a hint. On x86 they are the first arguments themselves.
    private static String words(CommandSession session, Optional<Address> start, int count) {
        int size = session.target().pointerSize();
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < count; i++) {
            long skip = (long) size * i;
            String word = start.map(address -> SessionScope.read(session.target(), address.plus(skip), size))
                    .filter(OptionalLong::isPresent)
                    .map(value -> session.target()
                            .architecture()
                            .address(value.getAsLong())
                            .toString())
                    .orElse(size == 4 ? "????????" : "????????`????????");
            text.append(i == 0 ? "" : " ").append(word);
        }
        return text.toString();
    }

    /// Where the current function returns to.
    static Optional<Address> returnAddress(CommandSession session) {
        return Stacks.walk(session, SetContext.registers(session), 1).frames().stream()
                .map(Frame::returnAddress)
                .findFirst();
    }
}
