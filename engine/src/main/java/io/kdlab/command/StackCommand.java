package io.kdlab.command;

import io.kdlab.session.OutputKind;
import io.kdlab.session.Role;
import io.kdlab.unwind.Frame;
import io.kdlab.unwind.StackWalk;
import io.kdlab.value.Address;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

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
        session.out().line(header(words, options.contains("c")));
        SymbolText symbols = SymbolText.of(session);
        List<Frame> frames = stack.frames();
        for (int i = 0; i < Math.min(count, frames.size()); i++) {
            session.checkCancelled();
            Frame frame = frames.get(i);
            String number = String.format(Locale.ROOT, "%02x ", i);
            String place = options.contains("c") ? "" : frame.sp() + " " + frame.returnAddress() + " ";
            String fourWords = words ? ": " + words(session, frames, i) + " : " : "";
            session.out().line(number + place + fourWords + symbols.orNumber(frame.pc()));
        }
        if (!stack.ended().isEmpty() && frames.size() <= count) {
            session.out().write(OutputKind.WARNING, "(the stack goes on, but " + stack.ended() + ")\n");
        }
    }

    private static String header(boolean words, boolean namesOnly) {
        if (namesOnly) {
            return " # Call Site";
        }
        return words
                ? " # Child-SP          RetAddr           : Args to Child                                  "
                        + "                         : Call Site"
                : " # Child-SP          RetAddr           Call Site";
    }

    /// The four words that the caller reserved for the arguments passed in registers. Code compiled for speed
    /// does not store them there, so they are a hint.
    private static String words(CommandSession session, List<Frame> frames, int index) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 4; i++) {
            Optional<Address> at = index + 1 < frames.size()
                    ? Optional.of(frames.get(index + 1).sp().plus(8L * i))
                    : Optional.empty();
            String word = at.map(address -> SessionScope.read(session.target(), address, 8))
                    .filter(java.util.OptionalLong::isPresent)
                    .map(value -> new Address(value.getAsLong()).toString())
                    .orElse("????????`????????");
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
