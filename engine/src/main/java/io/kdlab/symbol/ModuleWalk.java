package io.kdlab.symbol;

import io.kdlab.target.Memory;
import io.kdlab.target.MemorySpan;
import io.kdlab.value.Address;
import io.kdlab.value.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/// The target's own list of loaded modules (`PsLoadedModuleList`), followed from its head.
///
/// @param trouble why the walk ended before it was back at the head, in one line; what was found until then is
/// kept
public record ModuleWalk(ModuleList modules, Optional<String> trouble) {
    /// More links than this are taken for a broken list.
    static final int MOST_MODULES = 4096;

    /// Names longer than this are cut, in bytes of UTF-16.
    static final int LONGEST_NAME = 1040;

    private static final int ENTRY = 0xa0;
    /// Up to the names. A recording may know no more; checksum and time stamp are 0 then, as for a module that has
    /// none.
    private static final int ENTRY_NEEDED = 0x68;

    /// Walks the list whose head is at `head`; the module at `kernelBase` is called `nt`.
    public static ModuleWalk of(Memory memory, Address head, Address kernelBase) {
        ModuleList modules = ModuleList.EMPTY;
        if (head.equals(Address.ZERO)) {
            return new ModuleWalk(modules, Optional.of("the target has not said where its list of modules is"));
        }
        MemorySpan first = memory.read(head, 8);
        if (first.known().length() < 8) {
            return broken(modules, "the list of modules cannot be read at " + head);
        }
        Set<Address> seen = new HashSet<>();
        Address entry = new Address(first.known().u64(0));
        // Before the memory manager has built the list its head is zero.
        while (!entry.equals(head) && !entry.equals(Address.ZERO)) {
            if (!seen.add(entry)) {
                return broken(modules, "the list of modules runs in a circle at " + entry);
            }
            if (seen.size() > MOST_MODULES) {
                return broken(modules, "the list of modules has more than " + MOST_MODULES + " entries");
            }
            Bytes fields = memory.read(entry, ENTRY).known();
            if (fields.length() < ENTRY_NEEDED) {
                return broken(modules, "the list of modules cannot be read at " + entry);
            }
            Optional<Module> module = module(memory, fields, kernelBase);
            if (module.isPresent()) {
                modules = modules.with(module.get());
            }
            entry = new Address(fields.u64(0));
        }
        return new ModuleWalk(modules, Optional.empty());
    }

    private static ModuleWalk broken(ModuleList modules, String why) {
        return new ModuleWalk(modules, Optional.of(why));
    }

    private static Optional<Module> module(Memory memory, Bytes fields, Address kernelBase) {
        Address base = new Address(fields.u64(0x30));
        if (base.equals(Address.ZERO)) {
            return Optional.empty();
        }
        String path = text(memory, fields, 0x48);
        String file = text(memory, fields, 0x58);
        String shown = path.isEmpty() ? file : path;
        String name = base.equals(kernelBase) ? Module.KERNEL : Module.nameOf(file.isEmpty() ? path : file);
        int checksum = fields.length() >= 0x7c ? fields.u32(0x78) : 0;
        int timestamp = fields.length() >= ENTRY ? fields.u32(0x9c) : 0;
        long size = Integer.toUnsignedLong(fields.u32(0x40));
        return Optional.of(new Module(name, base, size, timestamp, checksum, shown));
    }

    private static String text(Memory memory, Bytes fields, int at) {
        int length = Math.min(fields.u16(at), LONGEST_NAME) & ~1;
        Address buffer = new Address(fields.u64(at + 8));
        if (length == 0 || buffer.equals(Address.ZERO)) {
            return "";
        }
        Bytes known = memory.read(buffer, length).known();
        String text = new String(known.toByteArray(), StandardCharsets.UTF_16LE);
        return text.codePoints()
                .map(c -> Character.isISOControl(c) ? '?' : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
