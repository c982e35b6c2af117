package io.kdlab.message;

import io.kdlab.layout.StructCodec;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/// What is wrong with a message that could be read all the same: the words for a log line.
public record Oddity(Kind kind, String text) {
    /// What may be wrong; a log can be limited by it.
    public enum Kind {
        /// The payload is none of the messages of its packet type.
        NO_MESSAGE,
        /// It ends before its fixed part does.
        CUT_SHORT,
        /// An API or a state has a number that nobody here knows.
        UNKNOWN_NUMBER,
        /// A length or count in it is not what came.
        LENGTH,
        /// Something follows where nothing should.
        SURPLUS,
        /// A context has another size than the machine's.
        CONTEXT_SIZE
    }

    /// Replies that may carry data. A control space write is echoed with its data by some targets.
    private static final Set<ApiNumber> WITH_DATA = EnumSet.of(
            ApiNumber.READ_VIRTUAL,
            ApiNumber.READ_PHYSICAL,
            ApiNumber.READ_CONTROL_SPACE,
            ApiNumber.WRITE_CONTROL_SPACE,
            ApiNumber.GET_CONTEXT,
            ApiNumber.GET_CONTEXT_EX,
            ApiNumber.QUERY_SPECIAL_CALLS,
            ApiNumber.WRITE_BREAKPOINT_EX,
            ApiNumber.RESTORE_BREAKPOINT_EX,
            ApiNumber.GET_BUS_DATA);

    private static final int MOST_PARAMETERS = 15;
    private static final int MOST_INSTRUCTIONS = 16;

    /// What is odd about what a target of `machine` said; empty when nothing is.
    public static Optional<Oddity> in(KdMessage said, Machine machine) {
        return switch (said) {
            case StateChange change -> stateChange(change);
            case Manipulate reply -> manipulate(reply, machine);
            case DebugIo debug -> debugIo(debug);
            case FileIo(var header, UnknownFileIo(var union), var _) ->
                union(union.length(), UnknownFileIo.WHOLE, "file api " + hex(header.api()));
            case FileIo _ -> Optional.empty();
            case TraceIo trace ->
                length(trace.header().lengthOfData(), trace.data().length(), "a trace");
            case ControlRequest request ->
                surplus(
                        request.surplus().length(),
                        "control request " + hex(request.body().api()));
            case Unknown(int type, var payload) ->
                odd(Kind.NO_MESSAGE, "%d bytes of packet type %d are no message", payload.length(), type);
        };
    }

    private static Optional<Oddity> stateChange(StateChange change) {
        String state = "state " + hex(change.header().newState());
        if (change.report() instanceof UnknownControlReport(var report)
                && report.length() < UnknownControlReport.WHOLE) {
            return odd(
                    Kind.CUT_SHORT, "%s ends within its control report, after %d bytes of it", state, report.length());
        }
        int instructions = instructionCount(change.report());
        if (instructions > MOST_INSTRUCTIONS) {
            return odd(Kind.LENGTH, "%s says that %d of 16 bytes are instructions", state, instructions);
        }
        return switch (change.body()) {
            case UnknownStateChange _ -> odd(Kind.UNKNOWN_NUMBER, "%s is not known", state);
            case ExceptionStop stop
            when Integer.compareUnsigned(stop.parameterCount(), MOST_PARAMETERS) > 0 ->
                odd(Kind.LENGTH, "an exception says it has %s parameters", count(stop.parameterCount()));
            case LoadSymbols image
            when Integer.toUnsignedLong(image.pathNameLength()) > change.tail().length() ->
                odd(
                        Kind.LENGTH,
                        "a path of %s bytes does not fit into the %d that came",
                        count(image.pathNameLength()),
                        change.tail().length());
            default -> Optional.empty();
        };
    }

    private static int instructionCount(ControlReport report) {
        return switch (report) {
            case ControlReportX64 x64 -> Short.toUnsignedInt(x64.instructionCount());
            case ControlReportX86 x86 -> Short.toUnsignedInt(x86.instructionCount());
            case UnknownControlReport _ -> 0;
        };
    }

    private static Optional<Oddity> manipulate(Manipulate reply, Machine machine) {
        String name = reply.api().map(Enum::name).orElse("api " + hex(reply.apiNumber()));
        int came = reply.data().length();
        return switch (reply.body()) {
            case UnknownApi(var union) -> union(union.length(), UnknownApi.WHOLE, name);
            case ReadMemory read -> length(read.actualBytes(), came, name);
            case ReadPhysical read -> length(read.actualBytes(), came, name);
            case ReadControlSpace read -> length(read.actualBytes(), came, name);
            case GetContext _ when reply.status().isSuccess() -> context(machine, came);
            default -> reply.api().filter(WITH_DATA::contains).isPresent() ? Optional.empty() : surplus(came, name);
        };
    }

    private static Optional<Oddity> context(Machine machine, int came) {
        int size = switch (machine) {
            case X64 -> StructCodec.of(ContextX64.class).size();
            case X86 -> StructCodec.of(ContextX86.class).size();
            case ARM64 -> StructCodec.of(ContextArm64.class).size();
            case OTHER -> came;
        };
        return came == size
                ? Optional.empty()
                : odd(Kind.CONTEXT_SIZE, "a context has %d bytes, that of %s has %d", came, machine, size);
    }

    private static Optional<Oddity> debugIo(DebugIo debug) {
        int came = debug.text().length();
        return switch (debug.body()) {
            case PrintString(int length) -> length(length, came, "a print");
            case OldPrintString _ -> odd(Kind.CUT_SHORT, "a print has a header of 12 bytes");
            case GetString(int length, int _) -> length(length, came, "a prompt");
        };
    }

    private static Optional<Oddity> union(int came, int whole, String what) {
        return came < whole
                ? odd(Kind.CUT_SHORT, "%s ends within its union, after %d of %d bytes", what, came, whole)
                : odd(Kind.UNKNOWN_NUMBER, "%s is not known", what);
    }

    private static Optional<Oddity> length(int said, int came, String what) {
        return said == came
                ? Optional.empty()
                : odd(Kind.LENGTH, "%s says it has %s bytes, and has %d", what, count(said), came);
    }

    private static Optional<Oddity> surplus(int bytes, String what) {
        return bytes == 0 ? Optional.empty() : odd(Kind.SURPLUS, "%d bytes too many follow %s", bytes, what);
    }

    private static Optional<Oddity> odd(Kind kind, String format, Object... values) {
        return Optional.of(new Oddity(kind, format.formatted(values)));
    }

    private static String hex(int number) {
        return "0x" + Integer.toHexString(number);
    }

    private static String count(int number) {
        return Integer.toUnsignedString(number);
    }
}
