package io.kdlab.symbol;

import io.kdlab.symbol.type.Type;
import io.kdlab.symbol.type.TypeSource;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/// The types of a PDB (its stream 2), read where they lie: an index leads near each, a hash to those with a name.
final class PdbTypes implements TypeSource {
    /// The stream that holds them.
    static final int STREAM = 2;

    /// Numbers below stand for types of the language.
    static final int FIRST = 0x1000;

    private static final int HEADER = 56;
    private static final int INDEX_ENTRY = 8;

    private final MsfFile file;
    private final MsfStream records;
    private final MsfStream hashes;
    private final int first;
    private final int end;
    private final long base;
    private final long values;
    private final long valueCount;
    private final int buckets;
    private final long index;
    private final long indexCount;

    PdbTypes(MsfFile file) {
        this.file = file;
        records = file.stream(STREAM, "stream of types");
        boolean present = records.length() >= HEADER;
        first = present ? records.u32(8) : FIRST;
        end = present ? records.u32(12) : FIRST;
        base = present ? Integer.toUnsignedLong(records.u32(4)) : 0;
        hashes = file.stream(present ? records.u16(20) : 0xffff, "stream of type hashes");
        int keySize = present ? records.u32(24) : 0;
        buckets = present ? records.u32(28) : 0;
        values = part(32);
        valueCount = keySize == 4 && values >= 0 ? Integer.toUnsignedLong(records.u32(36)) / 4 : 0;
        index = part(40);
        indexCount = index >= 0 ? Integer.toUnsignedLong(records.u32(44)) / INDEX_ENTRY : 0;
        if (first < FIRST || end < first) {
            throw file.error("numbers its types from " + Integer.toUnsignedString(first) + " to "
                    + Integer.toUnsignedString(end));
        }
    }

    /// Where a part of the hash stream begins that the header describes at `at`; -1 where there is none.
    private long part(int at) {
        if (records.length() < HEADER) {
            return -1;
        }
        long offset = Integer.toUnsignedLong(records.u32(at));
        long length = Integer.toUnsignedLong(records.u32(at + 4));
        return length > 0 && offset + length <= hashes.length() ? offset : -1;
    }

    int count() {
        return end - first;
    }

    int first() {
        return first;
    }

    MsfFile file() {
        return file;
    }

    @Override
    public Optional<Type> named(String name) {
        return file.guarded(() -> find(name));
    }

    private Optional<Type> find(String name) {
        Optional<Type> declared = Optional.empty();
        if (valueCount > 0 && buckets > 0) {
            int bucket = bucket(name);
            for (long i = 0; i < Math.min(valueCount, count()); i++) {
                if (hashes.u32(values + 4 * i) == bucket) {
                    TypeRecord record = record(first + (int) i);
                    if (record.isNamed() && record.name().equals(name)) {
                        if (!record.isDeclaration()) {
                            return Optional.of(record.type(this));
                        }
                        declared = Optional.of(record.type(this));
                    }
                }
            }
        }
        // Declarations and types inside functions lie in other buckets.
        return declared.isPresent() ? declared : walk(name);
    }

    /// The record that defines what another one only declares; that one where the program never defines it. It lies
    /// in the bucket of its name or, inside a function, in that of its decorated name.
    private TypeRecord definition(TypeRecord declaration) {
        String key = declaration.key();
        int byName = bucket(declaration.name());
        int byKey = bucket(key);
        for (long i = 0; i < Math.min(valueCount, count()); i++) {
            int bucket = hashes.u32(values + 4 * i);
            if (bucket == byName || bucket == byKey) {
                TypeRecord record = record(first + (int) i);
                if (record.isNamed() && !record.isDeclaration() && record.key().equals(key)) {
                    return record;
                }
            }
        }
        return declaration;
    }

    /// -1 where there are no buckets.
    private int bucket(String name) {
        return buckets <= 0
                ? -1
                : Integer.remainderUnsigned(PdbHash.hash(name.getBytes(StandardCharsets.UTF_8)), buckets);
    }

    private Optional<Type> walk(String name) {
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        Optional<Type> declared = Optional.empty();
        long at = base;
        for (int number = first; number < end; number++) {
            TypeRecord record = new TypeRecord(records, at, number);
            if (record.isNamed() && record.isCalled(name, bytes)) {
                if (!record.isDeclaration()) {
                    return Optional.of(record.type(this));
                }
                declared = declared.or(() -> Optional.of(record.type(this)));
            }
            at = record.end();
        }
        return declared;
    }

    @Override
    public List<String> matching(String pattern, int limit) {
        return file.guarded(() -> {
            NamePattern wanted = NamePattern.of(pattern);
            TreeSet<String> names = new TreeSet<>();
            long at = base;
            for (int number = first; number < end; number++) {
                TypeRecord record = new TypeRecord(records, at, number);
                if (record.isNamed() && !record.isDeclaration() && wanted.matches(record.name())) {
                    names.add(record.name());
                    if (names.size() > limit) {
                        names.pollLast();
                    }
                }
                at = record.end();
            }
            return List.copyOf(names);
        });
    }

    /// The type of that number. Numbers that make no sense are types called so.
    Type type(int number) {
        return file.guarded(() -> {
            if (number >= 0 && number < FIRST) {
                return SimpleType.of(number);
            }
            if (number < first || number >= end) {
                return SimpleType.unknown(number);
            }
            TypeRecord record = record(number);
            // Sources that only declare a type refer to the declaration, also where another one defines it.
            return (record.isDeclaration() ? definition(record) : record).type(this);
        });
    }

    /// The record of a number. The index has an entry for about every 8 KiB of records.
    TypeRecord record(int number) {
        long low = 0;
        long high = indexCount;
        while (low < high) {
            long middle = (low + high) >>> 1;
            if (Integer.compareUnsigned(hashes.u32(index + INDEX_ENTRY * middle), number) <= 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        long near = index + INDEX_ENTRY * (low - 1);
        int at = low == 0 ? first : hashes.u32(near);
        long offset = base + (low == 0 ? 0 : Integer.toUnsignedLong(hashes.u32(near + 4)));
        for (; at < number; at++) {
            offset = new TypeRecord(records, offset, at).end();
        }
        return new TypeRecord(records, offset, number);
    }
}
