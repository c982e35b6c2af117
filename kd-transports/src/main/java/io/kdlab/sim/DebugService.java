package io.kdlab.sim;

import io.kdlab.message.DebugIo;
import io.kdlab.message.LoadSymbols;
import io.kdlab.message.MessageCodec;
import io.kdlab.message.StateChange;
import io.kdlab.packet.PacketType;
import io.kdlab.value.Address;
import io.kdlab.value.Bytes;
import io.kdlab.value.NtStatus;
import java.util.Optional;

/// What `int 2D` asks for: the service in RAX, its four arguments where [CpuMode] says, the result in RAX.
final class DebugService {
    private static final int PRINT = 1;
    private static final int PROMPT = 2;
    private static final int LOAD_SYMBOLS = 3;
    private static final int UNLOAD_SYMBOLS = 4;
    /// Ours: a kernel of its own would look at its UART.
    private static final int POLL_BREAK_IN = 0x100;

    private static final int LONGEST_PRINT = 512;
    private static final int LONGEST_REPLY = 512;
    private static final int LONGEST_PATH = 256;

    /// Ours: an interprocessor interrupt elsewhere.
    private static final int START_PROCESSOR = 0x101;

    private final SimProcessors processors;
    private final StopReport report;
    private final TargetWire wire;
    private final MessageCodec codec;

    DebugService(SimProcessors processors, StopReport report, TargetWire wire, MessageCodec codec) {
        this.codec = codec;
        this.processors = processors;
        this.report = report;
        this.wire = wire;
    }

    /// Serves the request in the registers; a load or unload is a stop that the kernel must announce.
    Optional<StateChange> serve() {
        int service = (int) register(Registers.RAX);
        if (service == LOAD_SYMBOLS || service == UNLOAD_SYMBOLS) {
            result(0);
            return Optional.of(symbols(service == UNLOAD_SYMBOLS));
        }
        result(
                switch (service) {
                    case PRINT -> print();
                    case PROMPT -> prompt();
                    case POLL_BREAK_IN -> wire.pollBreakIn() ? 1 : 0;
                    case START_PROCESSOR -> startProcessor();
                    default -> NtStatus.NOT_IMPLEMENTED.code();
                });
        return Optional.empty();
    }

    /// A break-in byte behind the print makes it answer "breakpoint", as kernels do.
    private int print() {
        Bytes text = access().readVirtual(argument(0), length(1, LONGEST_PRINT));
        if (!wire.debuggerPresent()) {
            return 0;
        }
        wire.send(PacketType.DEBUG_IO, codec.encode(DebugIo.print(0, text)), true);
        wire.leave();
        return wire.pollBreakIn() ? NtStatus.BREAKPOINT.code() : 0;
    }

    private int prompt() {
        Bytes text = access().readVirtual(argument(0), length(1, LONGEST_PRINT));
        int longest = length(3, LONGEST_REPLY);
        if (!wire.debuggerPresent()) {
            return 0;
        }
        Bytes question = codec.encode(DebugIo.prompt(0, text, longest));
        Optional<Bytes> answer = Optional.empty();
        while (answer.isEmpty()) {
            wire.send(PacketType.DEBUG_IO, question, false);
            answer = wire.receive(PacketType.DEBUG_IO);
        }
        wire.leave();
        return codec.decode(PacketType.DEBUG_IO, answer.get()) instanceof DebugIo reply
                ? access().writeVirtual(
                                argument(2),
                                reply.text()
                                        .slice(0, Math.min(longest, reply.text().length())))
                : 0;
    }

    /// Its number, first instruction, stack and argument.
    private int startProcessor() {
        boolean started = processors.start((int) argument(0), argument(1), argument(2), argument(3));
        return (started ? NtStatus.SUCCESS : NtStatus.INVALID_PARAMETER).code();
    }

    /// KD_SYMBOLS_INFO of kd.c: base and process as long as an address, checksum, size.
    private StateChange symbols(boolean unload) {
        Bytes path = access().readVirtual(argument(0), length(1, LONGEST_PATH));
        int word = mode().word();
        int size = 2 * word + 8;
        Bytes found = access().readVirtual(argument(2), size);
        Bytes info = found.concat(Bytes.zeros(size - found.length()));
        long base = word == 8 ? info.u64(0) : info.u32(0);
        long process = word == 8 ? info.u64(8) : info.u32(4);
        Bytes tail = path.isEmpty() ? Bytes.EMPTY : path.concat(Bytes.zeros(1));
        LoadSymbols symbols = new LoadSymbols(
                tail.length(), Address.of(base), process, info.u32(2 * word), info.u32(2 * word + 4), (byte)
                        (unload ? 1 : 0));
        return report.symbols(symbols, tail);
    }

    private DebuggerAccess access() {
        return processors.current().access();
    }

    private CpuMode mode() {
        return processors.current().cpu().mode;
    }

    private long register(int number) {
        return processors.current().cpu().registers.gpr[number];
    }

    private long argument(int index) {
        return register(mode().serviceArgument(index));
    }

    private int length(int index, int limit) {
        return (int) Math.min(argument(index) & 0xFFFF, limit);
    }

    private void result(int value) {
        processors.current().cpu().registers.gpr[Registers.RAX] = Integer.toUnsignedLong(value);
    }
}
