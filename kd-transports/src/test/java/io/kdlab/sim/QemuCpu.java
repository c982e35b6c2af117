package io.kdlab.sim;

import io.kdlab.peer.GdbRemote;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;

/// A processor of QEMU's, bare: no firmware ran, everything it holds was put there through its gdb stub, and it does
/// one instruction at a time, without interrupts (the stub's way of stepping).
final class QemuCpu implements AutoCloseable {
    /// The general registers in gdb's order, by the numbers of the instruction encoding; 32-bit gdb keeps that order.
    private static final int[] GDB_ORDER = {0, 3, 1, 2, 6, 7, 5, 4, 8, 9, 10, 11, 12, 13, 14, 15};

    private static final List<String> SELECTOR_NAMES = List.of("cs", "ss", "ds", "es", "fs", "gs");
    private static final int[] SELECTOR_ORDER = {1, 2, 3, 0, 4, 5};
    private static final List<String> SYSTEM_NAMES =
            List.of("fsbase", "gsbase", "kernelgsbase", "cr0", "cr2", "cr3", "cr4", "cr8", "efer");

    private static final int PROTECTED = 0x11;
    private static final long EXECUTABLE = 0x0020_9B00_0000_0000L;
    private static final long WRITABLE = 0x00CF_9300_0000_FFFFL;
    private static final long USER = 0x00CF_F300_0000_FFFFL;

    private final CpuMode mode;
    private final Process process;
    private final GdbRemote gdb;

    private QemuCpu(CpuMode mode, Process process, GdbRemote gdb) {
        this.mode = mode;
        this.process = process;
        this.gdb = gdb;
    }

    /// Starts one that waits.
    static QemuCpu start(CpuMode mode, Path folder) throws IOException {
        Path socket = folder.resolve("gdb-" + System.nanoTime());
        Process process = run(
                folder.resolve("qemu.log"),
                mode.isWide() ? "qemu-system-x86_64" : "qemu-system-i386",
                "-S",
                "-chardev",
                "socket,path=%s,server=on,wait=off,id=gdb".formatted(socket),
                "-gdb",
                "chardev:gdb",
                "-machine",
                "pc",
                "-m",
                "32",
                "-nodefaults",
                "-display",
                "none");
        Awaitility.await("QEMU's gdb stub")
                .atMost(Duration.ofSeconds(60))
                .until(() -> Files.exists(socket) || !process.isAlive());
        try {
            return new QemuCpu(mode, process, new GdbRemote(socket));
        } catch (IOException e) {
            process.destroyForcibly();
            throw new IOException("QEMU: " + Files.readString(folder.resolve("qemu.log")), e);
        }
    }

    private static Process run(Path log, String... command) throws IOException {
        try {
            return new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
        } catch (IOException e) {
            if (Boolean.getBoolean("kdlab.check")) {
                throw e;
            }
            String skipped = command[0] + " is missing (apt-get install qemu-system-x86): the interpreter is NOT"
                    + " compared with QEMU";
            System.err.println(skipped);
            return Assumptions.abort(skipped);
        }
    }

    /// Puts memory and registers of a simulated processor in.
    void take(Cpu machine) throws IOException {
        Registers r = machine.registers;
        gdb.physicalMemory(true);
        takeMemory(machine.memory);
        if (mode.isWide()) {
            enterLongMode(r.cr4);
        } else {
            enterProtectedMode(r);
        }
        for (int n = 0; n < CpuState.general(mode).size(); n++) {
            gdb.register(n, mode.word(), r.gpr[encoded(n)]);
        }
        gdb.register(pc(), mode.word(), r.rip);
        gdb.register(pc() + 1, 4, r.flags);
        system("cr4", r.cr4);
        system("cr3", r.cr3);
        system("cr2", r.cr2);
        system("cr0", r.cr0);
        system("fsbase", r.fsBase);
        system("gsbase", r.gsBase);
        system("kernelgsbase", r.kernelGsBase);
        gdb.physicalMemory(false);
        takeTables(machine);
    }

    private int encoded(int gdbNumber) {
        return mode.isWide() ? GDB_ORDER[gdbNumber] : gdbNumber;
    }

    /// The program counter's number; flags, selectors and system registers follow it.
    private int pc() {
        return CpuState.general(mode).size();
    }

    private void selector(int index, int value) throws IOException {
        gdb.register(pc() + 2 + index, 4, value);
    }

    private void system(String name, long value) throws IOException {
        gdb.register(pc() + 8 + SYSTEM_NAMES.indexOf(name), mode.word(), value);
    }

    private void takeMemory(SimMemory memory) throws IOException {
        for (int page = 0; page < memory.pageCount(); page++) {
            if (memory.written(page)) {
                gdb.write((long) page * SimMemory.PAGE, page(memory, page));
            }
        }
    }

    static byte[] page(SimMemory memory, int page) {
        ByteBuffer bytes = ByteBuffer.allocate(SimMemory.PAGE).order(ByteOrder.LITTLE_ENDIAN);
        for (int n = 0; n < SimMemory.PAGE; n += 8) {
            bytes.putLong(memory.read((long) page * SimMemory.PAGE + n, 8));
        }
        return bytes.array();
    }

    /// Selectors are loaded from a table as always: one at linear 0, with page tables of its own behind it.
    private void enterLongMode(long cr4) throws IOException {
        quads(0x0000, 0, 0, EXECUTABLE, WRITABLE, 0, USER);
        quads(0x1000, 0x2003);
        quads(0x2000, 0x3003);
        quads(0x3000, 0x83);
        system("cr0", PROTECTED);
        system("cr4", cr4);
        system("cr3", 0x1000);
        system("efer", 0xD01);
        system("cr0", 0x8000_0000L | PROTECTED);
        selector(0, 0x10);
        selector(1, 0x18);
        for (int n = 2; n < SELECTOR_NAMES.size(); n++) {
            selector(n, n == 4 ? 0x53 : 0x2B);
        }
    }

    /// As before, with paging still off.
    private void enterProtectedMode(Registers r) throws IOException {
        long base = r.fsBase;
        quads(
                0x0000,
                0,
                0x00CF_9B00_0000_FFFFL,
                WRITABLE,
                0,
                USER,
                0,
                0x0040_9300_0000_1FFFL | (base & 0xFF_FFFF) << 16 | (base >>> 24) << 56);
        system("cr0", PROTECTED);
        for (int n = 0; n < SELECTOR_NAMES.size(); n++) {
            selector(n, r.segments[SELECTOR_ORDER[n]]);
        }
    }

    private void quads(long address, long... values) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(8 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        for (long value : values) {
            bytes.putLong(value);
        }
        gdb.write(address, bytes.array());
    }

    /// The stub cannot set GDTR and IDTR: instructions in the way of the processor do it, and are taken out again.
    private void takeTables(Cpu machine) throws IOException {
        Registers r = machine.registers;
        long scratch = r.gpr[Registers.RSP] - 0x40;
        byte[] code = gdb.read(r.rip, 7);
        byte[] stack = gdb.read(scratch, 20);
        gdb.write(scratch, table(r.gdtLimit, r.gdtBase));
        gdb.write(scratch + 10, table(r.idtLimit, r.idtBase));
        gdb.register(0, mode.word(), scratch);
        gdb.write(r.rip, new byte[] {0x0F, 0x01, 0x10, 0x0F, 0x01, 0x58, 0x0A}); // lgdt [rax]; lidt [rax + 10]
        gdb.step();
        gdb.step();
        gdb.write(r.rip, code);
        gdb.write(scratch, stack);
        gdb.register(0, mode.word(), r.gpr[0]);
        gdb.register(pc(), mode.word(), r.rip);
    }

    private static byte[] table(int limit, long base) {
        return ByteBuffer.allocate(10)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putShort((short) limit)
                .putLong(base)
                .array();
    }

    /// One instruction.
    void step() throws IOException {
        gdb.step();
    }

    /// What it holds.
    CpuState state() throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(gdb.registers()).order(ByteOrder.LITTLE_ENDIAN);
        Map<String, Long> values = new LinkedHashMap<>();
        List<String> names = CpuState.general(mode);
        for (int n = 0; n < names.size(); n++) {
            values.put(names.get(encoded(n)), word(bytes));
        }
        values.put("rip", word(bytes));
        values.put(CpuState.FLAGS, (long) bytes.getInt());
        for (String name : SELECTOR_NAMES) {
            values.put(name, (long) bytes.getInt());
        }
        for (String name : SYSTEM_NAMES) {
            values.put(name, word(bytes));
        }
        return new CpuState(values);
    }

    private long word(ByteBuffer bytes) {
        return mode.isWide() ? bytes.getLong() : Integer.toUnsignedLong(bytes.getInt());
    }

    void rip(long value) throws IOException {
        gdb.register(pc(), mode.word(), value);
    }

    void rax(long value) throws IOException {
        gdb.register(0, mode.word(), value);
    }

    /// Virtual memory, by the page tables it uses now; rights do not count.
    byte[] read(long address, int count) throws IOException {
        return gdb.read(address, count);
    }

    void write(long address, byte[] bytes) throws IOException {
        gdb.write(address, bytes);
    }

    byte[] physicalPage(int page) throws IOException {
        gdb.physicalMemory(true);
        try {
            return gdb.read((long) page * SimMemory.PAGE, SimMemory.PAGE);
        } finally {
            gdb.physicalMemory(false);
        }
    }

    @Override
    public void close() throws IOException {
        process.destroyForcibly();
        gdb.close();
        try {
            process.waitFor(10, TimeUnit.SECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
