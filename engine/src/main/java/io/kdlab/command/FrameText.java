package io.kdlab.command;

import io.kdlab.arch.Architecture;
import io.kdlab.arch.X86;
import io.kdlab.command.StackOptions.Parameters;
import io.kdlab.inspect.FrameVariables;
import io.kdlab.inspect.FrameVariables.Variable;
import io.kdlab.inspect.TrapFrame;
import io.kdlab.symbol.Symbol;
import io.kdlab.unwind.Frame;
import io.kdlab.value.Address;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/// The rows of a stack as `k` and its relatives show them.
///
/// @param frames the stack; what some columns of a row show is known only by the frame behind it
record FrameText(CommandSession session, StackOptions options, List<Frame> frames) {
    private static final int WORDS = 4;
    private static final int ARGUMENTS = 3;

    /// What stands above the columns.
    static String header(Architecture architecture, StackOptions options) {
        if (options.names()) {
            return " # Call Site";
        }
        String distance = options.distances() ? "  Memory  " : "";
        if (architecture instanceof X86) {
            return " # " + distance
                    + (options.words() ? "ChildEBP RetAddr  Args to Child" : "ChildEBP RetAddr  Call Site");
        }
        return " # " + distance
                + (options.words()
                        ? "Child-SP          RetAddr           : Args to Child                                  "
                                + "                         : Call Site"
                        : "Child-SP          RetAddr           Call Site");
    }

    /// One row.
    String row(int index) {
        Frame frame = frames.get(index);
        String number = String.format(Locale.ROOT, "%02x ", index);
        if (options.names()) {
            return number + name(frame);
        }
        String distance = options.distances() ? distance(index) : "";
        return number + distance + place(index) + " " + frame.returnAddress() + " " + words(index) + call(frame);
    }

    /// The function and how far in it the frame executes, with what else is known of the call.
    private String call(Frame frame) {
        return parameters(frame)
                        .map(parameters -> name(frame) + parameters + displacement(frame))
                        .orElseGet(() -> SymbolText.of(session).orNumber(frame.pc()))
                + line(frame)
                + details(frame);
    }

    private Optional<Symbol> symbol(Frame frame) {
        return session.symbols().at(frame.pc()).filter(symbol -> !symbol.name().isEmpty());
    }

    private String name(Frame frame) {
        return symbol(frame)
                .map(symbol -> symbol.module().name() + "!" + symbol.name())
                .orElseGet(() -> SymbolText.of(session).orNumber(frame.pc()));
    }

    private String displacement(Frame frame) {
        return symbol(frame)
                .filter(symbol -> symbol.displacement() != 0)
                .map(symbol -> "+0x" + Long.toHexString(symbol.displacement()))
                .orElse("");
    }

    private String line(Frame frame) {
        return options.lines()
                ? session.symbols()
                        .line(frame.callSite())
                        .map(line -> " [" + line.file() + " @ " + line.line() + "]")
                        .orElse("")
                : "";
    }

    private Optional<String> parameters(Frame frame) {
        if (options.parameters() == Parameters.NONE || symbol(frame).isEmpty()) {
            return Optional.empty();
        }
        List<Variable> all = new FrameVariables(session.target(), session.symbols(), frame).all();
        if (all.isEmpty()) {
            return Optional.empty();
        }
        List<Variable> parameters = all.stream().filter(Variable::parameter).toList();
        boolean each = options.parameters() == Parameters.LINE_EACH;
        String list = parameters.stream()
                .map(variable -> (each ? "\n\t\t\t" : "") + variable.typeName() + " " + variable.name() + " = "
                        + variable.value())
                .collect(Collectors.joining(each ? "," : ", "));
        return Optional.of("(" + list + ")");
    }

    private String details(Frame frame) {
        if (!options.details() || frame.machineFrame().isEmpty()) {
            return "";
        }
        return TrapFrame.around(frame.machineFrame().get(), session.target(), session.symbols())
                .map(at -> " (TrapFrame @ " + at + ")")
                .orElseGet(
                        () -> " (interrupted: RIP is at " + frame.machineFrame().get() + ")");
    }

    /// What stands for the frame: its stack pointer, on x86 what its EBP is once its first instructions have run.
    private Address place(int index) {
        Frame frame = frames.get(index);
        if (!(frame.registers().architecture() instanceof X86)) {
            return frame.sp();
        }
        return index + 1 < frames.size()
                ? frames.get(index + 1).sp().plus(-2L * X86.INSTANCE.pointerSize())
                : X86.INSTANCE.address(frame.registers().get("ebp"));
    }

    /// How far the frame is from the one before it, in bytes; nothing for the first, and where the stack was switched.
    private String distance(int index) {
        String bytes = "";
        if (index > 0 && place(index).compareTo(place(index - 1)) >= 0) {
            bytes = Long.toHexString(place(index).minus(place(index - 1)));
        }
        return String.format(Locale.ROOT, "%8s  ", bytes);
    }

    /// The words where a frame's arguments may be; nothing when nobody wants them.
    ///
    /// On x64 these are the four words that the caller reserved for the arguments passed in registers. Code
    /// compiled for speed does not store them there, so they are a hint. On x86 they are the first arguments.
    private String words(int index) {
        if (!options.words()) {
            return "";
        }
        if (frames.get(index).registers().architecture() instanceof X86) {
            return words(Optional.of(place(index).plus(8)), ARGUMENTS) + " ";
        }
        Optional<Address> home =
                index + 1 < frames.size() ? Optional.of(frames.get(index + 1).sp()) : Optional.empty();
        return ": " + words(home, WORDS) + " : ";
    }

    private String words(Optional<Address> start, int count) {
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
}
