package io.kdlab.inspect;

import io.kdlab.symbol.type.Member;
import io.kdlab.symbol.type.Type;
import io.kdlab.target.MemoryFault;
import io.kdlab.value.Address;
import io.kdlab.value.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/// A value of a known type at a place in the target; nothing is read until it is asked for a number, an address or
/// text.
public record Placed(Structures by, Type type, Address at) {
    private static final int LONGEST_TEXT = 1024;

    /// A member some levels down.
    ///
    /// @param offset from the begin of the outermost structure
    record Field(long offset, Type type) {
        /// The member that `path` (`Pcb.ThreadListHead`) names. Members of unnamed structures count as the outer's.
        static Optional<Field> find(Type.Structure structure, String path) {
            int dot = path.indexOf('.');
            Optional<Field> step = member(structure, dot < 0 ? path : path.substring(0, dot));
            return dot < 0
                    ? step
                    : step.flatMap(outer -> outer.type() instanceof Type.Structure inner
                            ? find(inner, path.substring(dot + 1)).map(field -> field.behind(outer.offset()))
                            : Optional.empty());
        }

        private static Optional<Field> member(Type.Structure structure, String name) {
            List<Member> members = structure.members().all();
            return members.stream()
                    .filter(member -> member.name().equals(name))
                    .map(member -> new Field(member.offset(), member.type().get()))
                    .findFirst()
                    .or(() -> members.stream()
                            .filter(member ->
                                    member.name().isEmpty() || member.name().startsWith("<unnamed"))
                            .flatMap(member -> member.type().get() instanceof Type.Structure inner
                                    ? member(inner, name).map(field -> field.behind(member.offset())).stream()
                                    : java.util.stream.Stream.empty())
                            .findFirst());
        }

        private Field behind(long distance) {
            return new Field(distance + offset, type);
        }
    }

    /// The member that `path` names; `->` follows a pointer.
    ///
    /// @throws io.kdlab.target.Unsupported where the type has no such member
    public Placed field(String path) {
        return optional(path)
                .orElseThrow(() -> by.missing(
                        (type instanceof Type.Pointer pointer ? pointer.target().get() : type).name() + "." + path));
    }

    /// The same; empty where the type has no such member.
    public Optional<Placed> optional(String path) {
        int arrow = path.indexOf("->");
        if (arrow >= 0) {
            return optional(path.substring(0, arrow))
                    .flatMap(pointer -> pointer.follow().optional(path.substring(arrow + 2)));
        }
        Placed whole = type instanceof Type.Pointer ? follow() : this;
        return whole.type instanceof Type.Structure structure
                ? by.field(structure, path).map(field -> new Placed(by, field.type(), whole.at.plus(field.offset())))
                : Optional.empty();
    }

    /// The first of `paths` that the type has: kernels of different ages call the same thing by different names.
    public Optional<Placed> first(String... paths) {
        return java.util.Arrays.stream(paths)
                .map(this::optional)
                .flatMap(Optional::stream)
                .findFirst();
    }

    /// What the pointer here leads to.
    public Placed follow() {
        return type instanceof Type.Pointer pointer
                ? new Placed(by, pointer.target().get(), pointer())
                : this;
    }

    /// The same value as if it were of another type.
    public Placed as(String name) {
        return by.at(name, at);
    }

    /// The element number `index` of the array here.
    public Placed element(long index) {
        if (!(type instanceof Type.Array array)) {
            throw new IllegalStateException("no array: " + type.name());
        }
        Type element = array.element().get();
        return new Placed(by, element, at.plus(index * element.size()));
    }

    /// How many elements the array here has; 0 for anything else.
    public long count() {
        return type instanceof Type.Array array ? array.count() : 0;
    }

    /// The unsigned number here; of bit-fields their own bits only. At most eight bytes are read.
    public long number() {
        long all = new ValueText(by.memory()).unsigned(at, Math.max(1, type.size()));
        return type instanceof Type.Bits bits ? all >>> bits.position() & (1L << bits.length()) - 1 : all;
    }

    /// The number here with its sign.
    public long signed() {
        return new ValueText(by.memory()).signed(at, Math.max(1, type.size()));
    }

    /// The pointer here, without the bits that fast references keep below it: none where it is a plain pointer.
    public Address pointer() {
        return by.memory().pointer(at);
    }

    /// The number of the member `path`.
    public long number(String path) {
        return field(path).number();
    }

    /// The pointer in the member `path`.
    public Address pointer(String path) {
        return field(path).pointer();
    }

    /// The letters up to a zero in the character array here.
    public String letters() {
        Bytes bytes = by.memory().readAll(at, Math.clamp(type.size(), 1, LONGEST_TEXT));
        int length = 0;
        while (length < bytes.length() && bytes.get(length) != 0) {
            length++;
        }
        return printable(new String(bytes.slice(0, length).toByteArray(), StandardCharsets.ISO_8859_1));
    }

    /// The text of the `_UNICODE_STRING` here; empty where it has none, a note where it cannot be read.
    public String unicode() {
        int length = (int) Math.min(number("Length"), LONGEST_TEXT) & ~1;
        Address buffer = pointer("Buffer");
        if (length == 0 || buffer.value() == 0) {
            return "";
        }
        try {
            return printable(new String(by.memory().readAll(buffer, length).toByteArray(), StandardCharsets.UTF_16LE));
        } catch (MemoryFault _) {
            return "<paged out: " + buffer + ">";
        }
    }

    private static String printable(String text) {
        return text.replaceAll("\\p{Cntrl}", ".");
    }

    /// The structures `of` that hang by their member `link` in the list whose head is here.
    public Chain list(String of, String link) {
        return Chain.of(by, at, of, link);
    }
}
