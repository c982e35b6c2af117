package io.kdlab.dump;

import io.kdlab.value.Bytes;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// The first 8192 bytes of a 64-bit crash dump (`DUMP_HEADER64`), little-endian.
///
/// Offsets are those of public readers and writers that agree with each other: QEMU's `dump-guest-memory -w`, radare2,
/// volatility. What none of them names stays zero when written and is not looked at when read.
///
/// @param directoryTableBase CR3 when the dump was made
/// @param systemTime in 100 ns since 1601, zero when not known
/// @param upTime in 100 ns, zero when not known
/// @param runs the physical memory of the machine, whether or not the dump holds it
/// @param context the processor that made it stop, as a CONTEXT of its machine
public record DumpHeader(
        DumpKind kind,
        int major,
        int minor,
        int secondary,
        int machine,
        int processors,
        long directoryTableBase,
        long pfnDatabase,
        long loadedModuleList,
        long activeProcessHead,
        long debuggerData,
        long bugcheck,
        List<Long> bugcheckParameters,
        List<PageRun> runs,
        Bytes context,
        DumpRecord exception,
        long requiredSpace,
        long systemTime,
        long upTime,
        String comment) {
    /// Its size in bytes.
    public static final int SIZE = 0x2000;
    /// The machine number that is read here: x64.
    public static final int X64 = 0x8664;
    /// As many runs as fit in front of the context.
    public static final int MOST_RUNS = 43;

    private static final long SIGNATURE = 0x3436_5544_4547_4150L; // PAGEDU64
    private static final int RUNS = 0x88;
    private static final int CONTEXT = 0x348;
    private static final int CONTEXT_MOST = 3000;
    private static final int EXCEPTION = 0xF00;
    private static final int MOST_PARAMETERS = 15;
    private static final int COMMENT = 0xFB0;
    private static final int COMMENT_MOST = 128;

    /// Copies the lists.
    public DumpHeader {
        bugcheckParameters = List.copyOf(bugcheckParameters);
        runs = List.copyOf(runs);
    }

    /// Reads the header from the beginning of a file of `length` bytes that people call `name`.
    static DumpHeader of(ByteBuffer head, String name, long length) throws DumpException {
        ByteBuffer at = head.order(ByteOrder.LITTLE_ENDIAN);
        if (at.remaining() < 8 || at.getLong(0) != SIGNATURE) {
            throw new DumpException(name + ": no crash dump of a 64-bit kernel (it does not begin with PAGEDU64)");
        }
        if (at.remaining() < SIZE) {
            throw new DumpException(
                    "%s: ends within its header, after %d of %d bytes".formatted(name, at.remaining(), SIZE));
        }
        int machine = at.getInt(0x30);
        if (machine != X64) {
            throw new DumpException("%s: of a machine %04x; only x64 (8664) dumps are read".formatted(name, machine));
        }
        int number = at.getInt(0xF98);
        DumpKind kind = DumpKind.of(number)
                .orElseThrow(() -> new DumpException(
                        "%s: of type %d, which has no pages to read (a minidump is 4)".formatted(name, number)));
        return new DumpHeader(
                kind,
                at.getInt(0x08),
                at.getInt(0x0C),
                Byte.toUnsignedInt(at.get(0x104D)),
                machine,
                at.getInt(0x34),
                at.getLong(0x10),
                at.getLong(0x18),
                at.getLong(0x20),
                at.getLong(0x28),
                at.getLong(0x80),
                Integer.toUnsignedLong(at.getInt(0x38)),
                longs(at, 0x40, 4),
                runs(at, name),
                bytes(at, CONTEXT, CONTEXT_MOST),
                exception(at),
                at.getLong(0xFA0),
                at.getLong(0xFA8),
                at.getLong(0x1030),
                text(bytes(at, COMMENT, COMMENT_MOST)));
    }

    private static List<Long> longs(ByteBuffer at, int offset, int count) {
        List<Long> found = new ArrayList<>();
        for (int n = 0; n < count; n++) {
            found.add(at.getLong(offset + 8 * n));
        }
        return found;
    }

    private static List<PageRun> runs(ByteBuffer at, String name) throws DumpException {
        int count = at.getInt(RUNS);
        if (count == 0x45474150) {
            // Filled with PAGE: the writer did not know, as in most kernel dumps.
            return List.of();
        }
        if (count < 0 || count > MOST_RUNS) {
            throw new DumpException("%s: names %d runs of memory at 0x88, more than the %d that fit there"
                    .formatted(name, Integer.toUnsignedLong(count), MOST_RUNS));
        }
        List<PageRun> found = new ArrayList<>();
        for (int n = 0; n < count; n++) {
            found.add(new PageRun(at.getLong(RUNS + 16 + 16 * n), at.getLong(RUNS + 24 + 16 * n)));
        }
        return found;
    }

    private static DumpRecord exception(ByteBuffer at) {
        int count = Math.clamp(at.getInt(EXCEPTION + 0x18), 0, MOST_PARAMETERS);
        return new DumpRecord(
                at.getInt(EXCEPTION),
                at.getInt(EXCEPTION + 4),
                at.getLong(EXCEPTION + 0x10),
                longs(at, EXCEPTION + 0x20, count));
    }

    private static Bytes bytes(ByteBuffer at, int offset, int count) {
        byte[] found = new byte[count];
        at.get(offset, found);
        return Bytes.of(found);
    }

    private static String text(Bytes bytes) {
        return bytes.get(0) == 'P' && bytes.slice(0, 4).toLatin1().equals("PAGE") ? "" : bytes.toLatin1Nul();
    }

    /// The header as it stands in a file.
    Bytes encoded() {
        ByteBuffer at = ByteBuffer.allocate(SIZE).order(ByteOrder.LITTLE_ENDIAN);
        at.putLong(0, SIGNATURE).putInt(0x08, major).putInt(0x0C, minor);
        at.putLong(0x10, directoryTableBase).putLong(0x18, pfnDatabase);
        at.putLong(0x20, loadedModuleList).putLong(0x28, activeProcessHead);
        at.putInt(0x30, machine).putInt(0x34, processors).putInt(0x38, (int) bugcheck);
        for (int n = 0; n < bugcheckParameters.size(); n++) {
            at.putLong(0x40 + 8 * n, bugcheckParameters.get(n));
        }
        at.putLong(0x80, debuggerData);
        at.putInt(RUNS, runs.size());
        at.putLong(RUNS + 8, runs.stream().mapToLong(PageRun::count).sum());
        for (int n = 0; n < runs.size(); n++) {
            at.putLong(RUNS + 16 + 16 * n, runs.get(n).first());
            at.putLong(RUNS + 24 + 16 * n, runs.get(n).count());
        }
        at.put(
                CONTEXT,
                context.slice(0, Math.min(context.length(), CONTEXT_MOST)).toByteArray());
        at.putInt(EXCEPTION, exception.code()).putInt(EXCEPTION + 4, exception.flags());
        at.putLong(EXCEPTION + 0x10, exception.at());
        at.putInt(EXCEPTION + 0x18, exception.parameters().size());
        for (int n = 0; n < exception.parameters().size(); n++) {
            at.putLong(EXCEPTION + 0x20 + 8 * n, exception.parameters().get(n));
        }
        at.putInt(0xF98, kind.number());
        at.putLong(0xFA0, requiredSpace).putLong(0xFA8, systemTime);
        byte[] words = comment.getBytes(StandardCharsets.ISO_8859_1);
        at.put(COMMENT, words, 0, Math.min(words.length, COMMENT_MOST - 1));
        at.putLong(0x1030, upTime).put(0x104D, (byte) secondary);
        return Bytes.of(at.array());
    }
}
