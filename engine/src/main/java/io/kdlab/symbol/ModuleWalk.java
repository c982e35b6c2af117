package io.kdlab.symbol;

import io.kdlab.target.Memory;
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

    /// Where an entry has its fields (kd-protocol.md §6.4).
    ///
    /// @param size up to the end of the timestamp
    /// @param needed up to the end of the names. A recording may know no more; checksum and timestamp are 0 then
    private record Entry(
            int base, int imageSize, int path, int file, int checksum, int timestamp, int size, int needed) {
        static final Entry WIDE = new Entry(0x30, 0x40, 0x48, 0x58, 0x78, 0x9c, 0xa0, 0x68);
        static final Entry NARROW = new Entry(0x18, 0x20, 0x24, 0x2c, 0x40, 0x58, 0x5c, 0x34);

        static Entry of(Memory memory) {
            return memory.pointerSize() == 4 ? NARROW : WIDE;
        }
    }

    /// Walks the list whose head is at `head`; the module at `kernelBase` is called `nt`.
    public static ModuleWalk of(Memory memory, Address head, Address kernelBase) {
        ModuleList modules = ModuleList.EMPTY;
        if (head.equals(Address.ZERO)) {
            return new ModuleWalk(modules, Optional.of("the target has not said where its list of modules is"));
        }
        Entry layout = Entry.of(memory);
        Bytes first = memory.read(head, memory.pointerSize()).known();
        if (first.length() < memory.pointerSize()) {
            return broken(modules, "the list of modules cannot be read at " + head);
        }
        Set<Address> seen = new HashSet<>();
        Address entry = memory.pointerIn(first, 0);
        // Before the memory manager has built the list its head is zero.
        while (!entry.equals(head) && !entry.equals(Address.ZERO)) {
            if (!seen.add(entry)) {
                return broken(modules, "the list of modules runs in a circle at " + entry);
            }
            if (seen.size() > MOST_MODULES) {
                return broken(modules, "the list of modules has more than " + MOST_MODULES + " entries");
            }
            memory.ordinary(entry, layout.size());
            Bytes fields = memory.read(entry, layout.size()).known();
            if (fields.length() < layout.needed()) {
                return broken(modules, "the list of modules cannot be read at " + entry);
            }
            Optional<Module> module = module(memory, fields, kernelBase);
            if (module.isPresent()) {
                modules = modules.with(module.get());
            }
            entry = memory.pointerIn(fields, 0);
        }
        return new ModuleWalk(modules, Optional.empty());
    }

    private static ModuleWalk broken(ModuleList modules, String why) {
        return new ModuleWalk(modules, Optional.of(why));
    }

    private static Optional<Module> module(Memory memory, Bytes fields, Address kernelBase) {
        Entry layout = Entry.of(memory);
        Address base = memory.pointerIn(fields, layout.base());
        if (base.equals(Address.ZERO)) {
            return Optional.empty();
        }
        String path = text(memory, fields, layout.path());
        String file = text(memory, fields, layout.file());
        String shown = path.isEmpty() ? file : path;
        String name = base.equals(kernelBase) ? Module.KERNEL : Module.nameOf(file.isEmpty() ? path : file);
        int timestamp = optional(fields, layout.timestamp());
        long size = Integer.toUnsignedLong(fields.u32(layout.imageSize()));
        return Optional.of(new Module(name, base, size, timestamp, optional(fields, layout.checksum()), shown));
    }

    private static int optional(Bytes fields, int at) {
        return fields.length() >= at + 4 ? fields.u32(at) : 0;
    }

    private static String text(Memory memory, Bytes fields, int at) {
        int length = Math.min(fields.u16(at), LONGEST_NAME) & ~1;
        Address buffer = memory.pointerIn(fields, at + memory.pointerSize());
        if (length == 0 || buffer.equals(Address.ZERO)) {
            return "";
        }
        memory.ordinary(buffer, length);
        Bytes known = memory.read(buffer, length).known();
        String text = new String(known.toByteArray(), StandardCharsets.UTF_16LE);
        return text.codePoints()
                .map(c -> Character.isISOControl(c) ? '?' : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
