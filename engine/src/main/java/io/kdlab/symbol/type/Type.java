package io.kdlab.symbol.type;

import java.util.List;

/// A type. What it is made of is looked up when it is asked for, since types refer to each other in circles.
public sealed interface Type {
    /// Its name as C spells it: `_EPROCESS`, `unsigned long`, `int *`, `char [4]`.
    String name();

    /// Bytes that a value takes; 0 for `void`, functions and types that were only declared.
    long size();

    /// A type that is looked up where it is needed.
    @FunctionalInterface
    interface Reference {
        /// The type itself.
        Type get();
    }

    /// A type of the language.
    record Basic(Kind kind, String name, long size) implements Type {
        /// How its bytes are read.
        public enum Kind {
            VOID,
            BOOL,
            /// One byte that is a letter.
            CHARACTER,
            /// Two or four bytes that are a letter.
            WIDE_CHARACTER,
            SIGNED,
            UNSIGNED,
            FLOAT,
            /// A number that this project does not know; its name says so.
            UNKNOWN
        }
    }

    /// A pointer, or a reference, which is one in memory.
    ///
    /// @param mark what C writes behind the target's name: `*`, `&`, `&&`
    record Pointer(Reference target, long size, String mark) implements Type {
        @Override
        public String name() {
            return target.get().name() + " " + mark;
        }
    }

    /// An array; several dimensions are arrays of arrays.
    ///
    /// @param count 0 where the size of an element is not known
    record Array(Reference element, long count, long size) implements Type {
        @Override
        public String name() {
            return element.get().name() + " [" + count + "]";
        }
    }

    /// A structure, class or union.
    ///
    /// @param declared whether only its name is known, because no source file of the program defines it
    /// @param members in the order of the source: base classes, fields, static members
    record Structure(Form form, String name, long size, boolean declared, Members members) implements Type {
        /// What its definition begins with.
        public enum Form {
            STRUCT,
            CLASS,
            UNION
        }

        /// The members, read when asked for.
        @FunctionalInterface
        public interface Members {
            /// All of them.
            List<Member> all();
        }
    }

    /// An enumeration; in memory its `underlying` type.
    record Enumeration(String name, Reference underlying, Values values) implements Type {
        /// The values, read when asked for.
        @FunctionalInterface
        public interface Values {
            /// All of them, in the order of the source.
            List<Enumerator> all();
        }

        @Override
        public long size() {
            return underlying.get().size();
        }
    }

    /// A named value of an enumeration, sign extended.
    record Enumerator(String name, long value) {}

    /// Some bits of a value.
    ///
    /// @param position of the lowest bit in `underlying`
    record Bits(Reference underlying, int position, int length) implements Type {
        @Override
        public String name() {
            return underlying.get().name() + " : " + length;
        }

        @Override
        public long size() {
            return underlying.get().size();
        }
    }

    /// A function.
    record Function(Reference result, List<Reference> parameters) implements Type {
        @Override
        public String name() {
            List<String> words =
                    parameters.stream().map(parameter -> parameter.get().name()).toList();
            return result.get().name() + " (" + String.join(", ", words) + ")";
        }

        @Override
        public long size() {
            return 0;
        }
    }
}
