package io.kdlab.inspect;

import io.kdlab.symbol.type.Member;
import io.kdlab.symbol.type.Type;
import io.kdlab.target.Memory;
import io.kdlab.target.MemoryFault;
import io.kdlab.target.MemorySpan;
import io.kdlab.value.Address;
import io.kdlab.value.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// A value in memory as `dt` shows it behind the colon. What cannot be read is `????`.
public final class ValueText {
    private static final String UNREADABLE = "????";
    private static final int LONGEST_TEXT = 256;

    private final Memory memory;

    /// Reads values from `memory`.
    public ValueText(Memory memory) {
        this.memory = memory;
    }

    /// The value of `type` at `at`; of a structure its name and, for the few that everybody knows, what it
    /// holds.
    public String of(Type type, Address at) {
        try {
            return switch (type) {
                case Type.Basic basic -> basic(basic, at);
                case Type.Pointer pointer -> pointer(pointer, at);
                case Type.Array array -> array(array, at);
                case Type.Bits bits -> bits(bits, at);
                case Type.Enumeration enumeration -> enumeration(enumeration, at);
                case Type.Structure structure -> structure.name() + compact(structure, at);
                case Type.Function _ -> TypeWords.of(type);
            };
        } catch (MemoryFault _) {
            return UNREADABLE;
        }
    }

    /// The unsigned integer of `size` bytes at `at`, at most eight.
    public long unsigned(Address at, long size) {
        Bytes bytes = memory.readAll(at, (int) Math.min(size, Long.BYTES));
        long value = 0;
        for (int i = bytes.length() - 1; i >= 0; i--) {
            value = value << Byte.SIZE | bytes.get(i) & 0xff;
        }
        return value;
    }

    /// The same, sign extended.
    public long signed(Address at, long size) {
        int spare = (int) (Long.SIZE - Math.min(size, Long.BYTES) * Byte.SIZE);
        return unsigned(at, size) << spare >> spare;
    }

    private String basic(Type.Basic basic, Address at) {
        long size = basic.size();
        return switch (basic.kind()) {
            case VOID, UNKNOWN -> TypeWords.of(basic);
            case BOOL -> Long.toString(unsigned(at, size));
            case CHARACTER -> signed(at, size) + " " + quoted(unsigned(at, size));
            case WIDE_CHARACTER -> "0x" + Long.toHexString(unsigned(at, size)) + " " + quoted(unsigned(at, size));
            case SIGNED -> "0n" + signed(at, size);
            case UNSIGNED -> hex(unsigned(at, size)) + (size == 1 ? " " + quoted(unsigned(at, size)) : "");
            case FLOAT -> floating(at, size);
        };
    }

    private String floating(Address at, long size) {
        return switch ((int) size) {
            case 4 -> Float.toString(Float.intBitsToFloat((int) unsigned(at, size)));
            case 8 -> Double.toString(Double.longBitsToDouble(unsigned(at, size)));
            default -> memory.readAll(at, (int) size).toHex();
        };
    }

    private static String quoted(long letter) {
        return letter >= 0x20 && letter < 0x7f ? "'" + (char) letter + "'" : "''";
    }

    private String bits(Type.Bits bits, Address at) {
        long value = unsigned(at, bits.size()) >>> bits.position();
        StringBuilder digits = new StringBuilder("0y");
        for (int i = bits.length() - 1; i >= 0; i--) {
            digits.append(value >>> i & 1);
        }
        return digits.toString();
    }

    private String enumeration(Type.Enumeration enumeration, Address at) {
        Type underlying = enumeration.underlying().get();
        boolean unsigned = underlying instanceof Type.Basic basic && basic.kind() == Type.Basic.Kind.UNSIGNED;
        long value = unsigned ? unsigned(at, underlying.size()) : signed(at, underlying.size());
        Optional<String> name = enumeration.values().all().stream()
                .filter(each -> each.value() == value)
                .map(Type.Enumerator::name)
                .findFirst();
        return name.map(known -> value + " ( " + known + " )").orElse(value + " (No matching name)");
    }

    private String pointer(Type.Pointer pointer, Address at) {
        long value = unsigned(at, pointer.size());
        if (value == 0) {
            return "(null) ";
        }
        Type target = pointer.target().get();
        String place = pointer.size() == 4 ? "0x%08x".formatted(value) : "0x" + new Address(value);
        Address there = new Address(pointer.size() == 4 ? (int) value : value);
        return switch (target) {
            case Type.Basic basic
            when basic.kind() == Type.Basic.Kind.CHARACTER -> place + "  " + text(there, 1, LONGEST_TEXT);
            case Type.Basic basic
            when basic.kind() == Type.Basic.Kind.WIDE_CHARACTER -> place + "  " + text(there, 2, LONGEST_TEXT);
            case Type.Basic basic when basic.kind() != Type.Basic.Kind.VOID -> place + " -> " + of(basic, there);
            case Type.Structure structure -> place + " " + structure.name() + quietly(structure, there);
            default -> place + " " + TypeWords.of(target);
        };
    }

    private String quietly(Type.Structure structure, Address there) {
        try {
            return compact(structure, there);
        } catch (MemoryFault _) {
            return "";
        }
    }

    private String array(Type.Array array, Address at) {
        String count = "[" + array.count() + "] ";
        Type element = array.element().get();
        boolean letters = element instanceof Type.Basic basic
                && (basic.kind() == Type.Basic.Kind.CHARACTER
                        || basic.kind() == Type.Basic.Kind.WIDE_CHARACTER
                        || basic.kind() == Type.Basic.Kind.UNSIGNED && basic.size() == 1);
        if (letters) {
            return count + " " + text(at, (int) element.size(), (int) Math.min(array.count(), LONGEST_TEXT));
        }
        return count + (array.count() == 0 ? TypeWords.of(element) : of(element, at));
    }

    /// What a structure holds that everybody knows by heart, with a blank in front; else nothing.
    private String compact(Type.Structure structure, Address at) {
        return switch (structure.name()) {
            case "_LIST_ENTRY" -> member(structure, "Flink", at) + member(structure, "Blink", at);
            case "_UNICODE_STRING" -> " " + counted(structure, at, 2);
            case "_STRING", "_ANSI_STRING" -> " " + counted(structure, at, 1);
            case "_LARGE_INTEGER", "_ULARGE_INTEGER" -> " " + hex(unsigned(at, Long.BYTES));
            default -> "";
        };
    }

    private String member(Type.Structure list, String name, Address at) {
        Member member = find(list, name);
        Type type = member.type().get();
        String place = "0x" + new Address(unsigned(at.plus(member.offset()), type.size()));
        return name.equals("Flink") ? " [ " + place : " - " + place + " ]";
    }

    private String counted(Type.Structure string, Address at, int unit) {
        Member length = find(string, "Length");
        Member buffer = find(string, "Buffer");
        int bytes = (int) unsigned(at.plus(length.offset()), length.type().get().size());
        long place = unsigned(at.plus(buffer.offset()), buffer.type().get().size());
        return place == 0 ? "\"\"" : text(new Address(place), unit, Math.min(bytes / unit, LONGEST_TEXT));
    }

    private static Member find(Type.Structure structure, String name) {
        return structure.members().all().stream()
                .filter(member -> member.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new MemoryFault(Address.of(0), structure.name() + " has no " + name));
    }

    /// Letters up to a zero, in quotes.
    String text(Address at, int unit, int most) {
        MemorySpan span = memory.read(at, most * unit);
        Bytes bytes = span.known();
        if (bytes.isEmpty() && most > 0) {
            return "--- memory read error at address 0x" + at + " ---";
        }
        int letters = 0;
        while (letters < bytes.length() / unit && (unit == 1 ? bytes.get(letters) : bytes.u16(letters * 2)) != 0) {
            letters++;
        }
        byte[] raw = bytes.slice(0, letters * unit).toByteArray();
        String found = new String(raw, unit == 1 ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_16LE);
        return "\"" + found.replaceAll("\\p{Cntrl}", ".") + "\"";
    }

    private static String hex(long value) {
        return value >>> 32 == 0 ? "0x" + Long.toHexString(value) : "0x" + new Address(value);
    }
}
