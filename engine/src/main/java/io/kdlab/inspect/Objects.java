package io.kdlab.inspect;

import static io.kdlab.inspect.KernelWords.hex;
import static io.kdlab.inspect.KernelWords.plain;

import io.kdlab.symbol.type.Type;
import io.kdlab.target.MemoryFault;
import io.kdlab.target.Unsupported;
import io.kdlab.value.Address;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/// The objects of the kernel's object manager: headers, names, directories.
///
/// Kernels from Windows 10 on hide an object's type behind a cookie and the header's address; from Windows 7 on a mask
/// says which optional headers lie in front of the header.
public record Objects(Structures by) {
    private static final int NAME_INFO = 2;
    private static final int MOST_IN_BUCKET = 4096;
    private static final int LONGEST_PATH = 16;

    /// An object of a directory.
    public record Named(String name, Address object, String type) {}

    /// The header of the object at `object`.
    public Placed header(Address object) {
        long body = by.at("_OBJECT_HEADER", Address.ZERO).field("Body").at().value();
        return by.at("_OBJECT_HEADER", object.plus(-body));
    }

    /// The object behind the header at `header`.
    Address body(Address header) {
        return by.at("_OBJECT_HEADER", header).field("Body").at();
    }

    /// The `_OBJECT_TYPE` of the object with `header`.
    public Placed typeOf(Placed header) {
        Optional<Placed> index = header.optional("TypeIndex");
        if (index.isEmpty()) {
            return by.at("_OBJECT_TYPE", header.pointer("Type"));
        }
        long hidden = index.get().number();
        long cookie = by.optionalGlobal("ObHeaderCookie")
                .map(value -> value.number() ^ header.at().value() >>> 8)
                .orElse(0L);
        long number = (hidden ^ cookie) & 0xff;
        Address slot =
                by.addressOf("ObTypeIndexTable").plus(number * by.memory().pointerSize());
        Address type = by.memory().pointer(slot);
        if (type.value() == 0) {
            throw new Unsupported(
                    plain(body(header.at())) + " is no object: its type number " + number + " belongs to no type");
        }
        return by.at("_OBJECT_TYPE", type);
    }

    /// The name in the optional header in front of `header`.
    private Optional<Placed> nameInfo(Placed header) {
        long mask = header.number("InfoMask");
        if ((mask & NAME_INFO) == 0) {
            return Optional.empty();
        }
        Address table = by.addressOf("ObpInfoMaskToOffset");
        int before = by.memory().u8(table.plus(mask & 2 * NAME_INFO - 1));
        return Optional.of(by.at("_OBJECT_HEADER_NAME_INFO", header.at().plus(-before)));
    }

    /// The object's own name.
    public String name(Address object) {
        return nameInfo(header(object))
                .map(info -> info.field("Name").unicode())
                .orElse("");
    }

    /// The objects in the directory at `directory`.
    public List<Named> directory(Address directory) {
        Placed buckets = by.at("_OBJECT_DIRECTORY", directory).field("HashBuckets");
        List<Named> found = new ArrayList<>();
        for (long bucket = 0; bucket < buckets.count(); bucket++) {
            Address at = buckets.element(bucket).pointer();
            Set<Address> seen = new HashSet<>();
            while (at.value() != 0 && seen.add(at) && seen.size() < MOST_IN_BUCKET) {
                Placed entry = by.at("_OBJECT_DIRECTORY_ENTRY", at);
                Address object = entry.pointer("Object");
                found.add(new Named(name(object), object, typeName(object)));
                at = entry.pointer("ChainLink");
            }
        }
        return found;
    }

    private String typeName(Address object) {
        try {
            return typeOf(header(object)).field("Name").unicode();
        } catch (MemoryFault | Unsupported broken) {
            return "(" + broken.getMessage() + ")";
        }
    }

    /// The object that `path` (`\Driver\disk`) leads to.
    public Address find(String path) {
        Address at = by.global("ObpRootDirectoryObject").pointer();
        List<String> steps = java.util.Arrays.stream(path.split("\\\\", LONGEST_PATH))
                .filter(step -> !step.isEmpty())
                .toList();
        for (String step : steps) {
            at = directory(at).stream()
                    .filter(named -> named.name().equalsIgnoreCase(step))
                    .findFirst()
                    .orElseThrow(() -> new Unsupported("Object " + path + " not found: nothing is called " + step))
                    .object();
        }
        return at;
    }

    /// The lines of `!object`.
    public void show(Address object, Consumer<String> out) {
        Placed header = header(object);
        Placed type = typeOf(header);
        String typeName = type.field("Name").unicode();
        out.accept("Object: %s  Type: (%s) %s".formatted(plain(object), plain(type.at()), typeName));
        out.accept("    ObjectHeader: " + plain(header.at()));
        out.accept("    HandleCount: %d  PointerCount: %d"
                .formatted(header.number("HandleCount"), header.number("PointerCount")));
        nameInfo(header)
                .ifPresent(info -> out.accept("    Directory Object: %s  Name: %s"
                        .formatted(
                                plain(info.pointer("Directory")),
                                info.field("Name").unicode())));
        if (typeName.equals("Directory")) {
            out.accept("");
            out.accept("    Hash Address          Type          Name");
            out.accept("    ---- -------          ----          ----");
            for (Named named : directory(object)) {
                out.accept("         %s %-13s %s".formatted(plain(named.object()), named.type(), named.name()));
            }
        }
    }

    /// The lines of `!handle`: of one handle, or of all of a process's table.
    ///
    /// @param only the handle, 0 for all
    public void handles(Placed process, long only, Consumer<String> out) {
        Placed table = process.field("ObjectTable").follow();
        if (table.at().value() == 0) {
            out.accept("The process has no handle table");
            return;
        }
        long code = table.number("TableCode");
        int level = (int) (code & 3);
        Address top = new Address(code & ~7L);
        out.accept("Handle table at %s with %d entries in use"
                .formatted(
                        plain(table.at()),
                        table.first("HandleCount").map(Placed::number).orElse(0L)));
        out.accept("");
        Type entry = by.type("_HANDLE_TABLE_ENTRY");
        leaves(top, level).forEach((first, at) -> {
            for (long i = first == 0 ? 1 : 0; i < 0x1000 / entry.size(); i++) {
                long handle = (first + i) * 4;
                if (only == 0 || only == handle) {
                    handle(handle, by.at("_HANDLE_TABLE_ENTRY", at.plus(i * entry.size())), only != 0, out);
                }
            }
        });
    }

    /// The pages of entries, each by the number of its first one.
    private java.util.SortedMap<Long, Address> leaves(Address table, int level) {
        java.util.SortedMap<Long, Address> found = new java.util.TreeMap<>();
        collect(table, level, 0, found);
        return found;
    }

    private void collect(Address table, int level, long first, java.util.SortedMap<Long, Address> found) {
        if (level == 0) {
            found.put(first, table);
            return;
        }
        long perLeaf = 0x1000 / by.type("_HANDLE_TABLE_ENTRY").size();
        int width = by.memory().pointerSize();
        long below = level == 1 ? perLeaf : perLeaf * (0x1000 / width);
        for (int i = 0; i < 0x1000 / width; i++) {
            Address next = by.memory().pointer(table.plus((long) i * width));
            if (next.value() == 0) {
                return;
            }
            collect(next, level - 1, first + i * below, found);
        }
    }

    private void handle(long handle, Placed entry, boolean said, Consumer<String> out) {
        long header = entry.optional("ObjectPointerBits")
                .map(bits -> bits.number() << 4 | 0xffff_0000_0000_0000L)
                .orElseGet(() -> entry.field("Object").number() & ~7L);
        long access = entry.first("GrantedAccessBits", "GrantedAccess")
                .map(Placed::number)
                .orElse(0L);
        boolean free = header == 0xffff_0000_0000_0000L || header == 0 || header > 0;
        if (free) {
            if (said) {
                out.accept("%04x: free handle".formatted(handle));
            }
            return;
        }
        Address object = body(new Address(header));
        String name = name(object);
        out.accept("%04x: Object: %s  GrantedAccess: %s Entry: %s"
                .formatted(handle, plain(object), hex(access, 8), plain(entry.at())));
        out.accept("Object: %s  Type: (%s) %s"
                .formatted(plain(object), plain(typeOf(header(object)).at()), typeName(object)));
        out.accept("    ObjectHeader: " + plain(new Address(header)));
        if (!name.isEmpty()) {
            out.accept("        Name: " + name);
        }
        out.accept("");
    }
}
