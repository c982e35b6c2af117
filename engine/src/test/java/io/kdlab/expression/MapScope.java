package io.kdlab.expression;

import io.kdlab.symbol.type.Member;
import io.kdlab.symbol.type.Type;
import io.kdlab.symbol.type.WindowsTypes;
import io.kdlab.target.Memory;
import io.kdlab.target.MemorySpan;
import io.kdlab.value.Address;
import io.kdlab.value.Bytes;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/// A scope of a few names, and a page of memory at 0x1000.
final class MapScope implements ExpressionScope {
    static final long PAGE = 0x1000;

    private static final Type NODE = structure(
            "_NODE",
            0x20,
            () -> List.of(
                    field("Next", 0, WindowsTypes.pointer(node(), 8)),
                    field("Count", 8, WindowsTypes.UNSIGNED_LONG),
                    field("Low", 0xc, new Type.Bits(() -> WindowsTypes.UNSIGNED_LONG, 0, 4)),
                    field("High", 0xc, new Type.Bits(() -> WindowsTypes.LONG, 4, 3)),
                    field("Name", 0x10, array(WindowsTypes.CHAR, 8)),
                    field("Ratio", 0x18, WindowsTypes.FLOAT),
                    field("Pair", 0x1c, array(WindowsTypes.signed(2), 2))));

    private final Map<String, Long> registers = new HashMap<>();
    private final Map<String, Long> symbols = new HashMap<>();
    private final Map<String, Value> variables = new HashMap<>();
    private final Map<String, Type> results = new HashMap<>();
    private final byte[] page = new byte[0x1000];
    private final int radix;
    private final int pointerSize;
    private Language language = Language.MASM;

    MapScope(int radix, int pointerSize) {
        this.radix = radix;
        this.pointerSize = pointerSize;
    }

    private static Type node() {
        return NODE;
    }

    private static Member field(String name, long offset, Type type) {
        return new Member(Member.Kind.FIELD, name, offset, () -> type);
    }

    static Type array(Type element, long count) {
        return new Type.Array(() -> element, count, count * element.size());
    }

    private static Type structure(String name, long size, Type.Structure.Members members) {
        return new Type.Structure(Type.Structure.Form.STRUCT, name, size, false, members);
    }

    MapScope register(String name, long value) {
        registers.put(name, value);
        return this;
    }

    MapScope symbol(String name, long value) {
        symbols.put(name, value);
        return this;
    }

    MapScope variable(String name, Type type, long at) {
        variables.put(name, new Value.Placed(type, new Address(at)));
        return symbol(name, at);
    }

    MapScope result(long function, Type type) {
        results.put(Long.toHexString(function), type);
        return this;
    }

    MapScope in(Language other) {
        language = other;
        return this;
    }

    MapScope bytes(long at, String hex) {
        byte[] bytes = Bytes.ofHex(hex.replace(" ", "")).toByteArray();
        System.arraycopy(bytes, 0, page, (int) (at - PAGE), bytes.length);
        return this;
    }

    /// The bytes from `at` on, as digits.
    String hex(long at, int length) {
        return memory().readAll(new Address(at), length).toHex().toLowerCase(Locale.ROOT);
    }

    @Override
    public Language language() {
        return language;
    }

    @Override
    public int radix() {
        return radix;
    }

    @Override
    public boolean extendsSigns() {
        return true;
    }

    @Override
    public int pointerSize() {
        return pointerSize;
    }

    @Override
    public OptionalLong register(String name) {
        return known(registers.get(name));
    }

    @Override
    public OptionalLong pseudoRegister(String name) {
        return known(registers.get(name));
    }

    @Override
    public OptionalLong symbol(String name) {
        return known(symbols.get(name));
    }

    @Override
    public OptionalLong read(long address, int size) {
        if (!(memory().read(new Address(address), size) instanceof MemorySpan.Known(Bytes bytes))) {
            return OptionalLong.empty();
        }
        long value = 0;
        for (int i = size - 1; i >= 0; i--) {
            value = value << 8 | bytes.get(i);
        }
        return OptionalLong.of(value);
    }

    /// Physical memory is the page, from 0.
    @Override
    public OptionalLong readPhysical(long address, int size) {
        return read(address + PAGE, size);
    }

    @Override
    public OptionalLong sourceLine(String place) {
        return known(new TreeMap<>(Map.of("a.c:12", 0x1012L, "nt!a.c:13", 0x1013L)).get(place));
    }

    @Override
    public Optional<Type> resultOf(long address) {
        return Optional.ofNullable(results.get(Long.toHexString(address)));
    }

    @Override
    public Memory memory() {
        return new Memory() {
            @Override
            public MemorySpan read(Address start, int length) {
                long offset = start.value() - PAGE;
                if (offset < 0 || offset >= page.length) {
                    return new MemorySpan.Unreadable(start);
                }
                int most = (int) Math.min(length, page.length - offset);
                Bytes bytes = Bytes.of(page, (int) offset, most);
                return most == length ? new MemorySpan.Known(bytes) : new MemorySpan.Partial(bytes, start.plus(most));
            }

            @Override
            public int pointerSize() {
                return pointerSize;
            }
        };
    }

    @Override
    public void write(Address at, Bytes bytes) {
        System.arraycopy(bytes.toByteArray(), 0, page, (int) (at.value() - PAGE), bytes.length());
    }

    @Override
    public Optional<Value> typedRegister(String name) {
        OptionalLong value = register(name);
        Type type = name.startsWith("e") ? WindowsTypes.UNSIGNED_INT : WindowsTypes.UNSIGNED_INT64;
        return value.isEmpty() ? Optional.empty() : Optional.of(new Value.Computed(type, value.getAsLong()));
    }

    @Override
    public Optional<Value> variable(String name) {
        return Optional.ofNullable(variables.get(name));
    }

    @Override
    public Optional<Type> type(String name) {
        return name.equals("_NODE") || name.equals("nt!_NODE")
                ? Optional.of(NODE)
                : WindowsTypes.named(name, pointerSize);
    }

    private static OptionalLong known(@org.jspecify.annotations.Nullable Long value) {
        return value == null ? OptionalLong.empty() : OptionalLong.of(value);
    }
}
