package io.kdlab.command;

import io.kdlab.expression.CppEvaluator;
import io.kdlab.expression.Cursor;
import io.kdlab.expression.Evaluator;
import io.kdlab.expression.ExpressionException;
import io.kdlab.expression.Value;
import io.kdlab.value.Address;
import java.util.Optional;
import java.util.OptionalLong;

/// What follows a command's name, read from left to right. What cannot be read throws `ExpressionException`.
public final class Arguments {
    /// The most bytes that `L` asks for by mistake; `L?` asks for more.
    private static final long SANE_RANGE = 0x1000_0000;

    private final String word;
    private final Cursor cursor;
    private final Evaluator evaluator;

    Arguments(String word, Cursor cursor, Evaluator evaluator) {
        this.word = word;
        this.cursor = cursor;
        this.evaluator = evaluator;
    }

    /// The name by which the command was called.
    public String word() {
        return word;
    }

    /// Whether nothing is left.
    public boolean isEmpty() {
        return cursor.atEndAfterSpaces();
    }

    /// Everything up to `end`, which is read and left out.
    public String takeUpTo(char end) {
        StringBuilder text = new StringBuilder();
        while (!cursor.atEnd() && cursor.peek() != end) {
            text.append(cursor.next());
        }
        if (!cursor.take(String.valueOf(end))) {
            throw error("Syntax");
        }
        return text.toString().strip();
    }

    /// What is left, without reading it.
    public String rest() {
        return cursor.rest();
    }

    /// Everything that is left.
    public String takeRest() {
        cursor.skipSpaces();
        return cursor.takeRest();
    }

    /// The next word, up to a blank.
    public String takeWord() {
        return cursor.takeWord();
    }

    /// Reads `text` if it comes next, behind blanks.
    public boolean take(String text) {
        cursor.skipSpaces();
        return cursor.take(text);
    }

    /// Whether `text` comes next, behind blanks.
    public boolean startsWith(String text) {
        cursor.skipSpaces();
        return cursor.startsWith(text);
    }

    /// Letters and digits that come next without a blank between.
    public String takeName() {
        StringBuilder name = new StringBuilder();
        while (Character.isLetterOrDigit(cursor.peek()) || cursor.peek() == '$' || cursor.peek() == '_') {
            name.append(cursor.next());
        }
        return name.toString();
    }

    /// A number in decimal digits glued to the command's name (`bp3`, `~1s`), if there is one.
    public OptionalLong gluedNumber() {
        StringBuilder digits = new StringBuilder();
        while (Character.isDigit(cursor.peek())) {
            digits.append(cursor.next());
        }
        if (digits.isEmpty()) {
            return OptionalLong.empty();
        }
        if (digits.length() > 9) {
            throw error("Range");
        }
        return OptionalLong.of(Long.parseLong(digits.toString()));
    }

    /// A value.
    public long value() {
        return evaluator.evaluate(cursor);
    }

    /// All that is left, as C++ reads it.
    public Value typedValue(CommandSession session) {
        cursor.skipSpaces();
        return new CppEvaluator(cursor, new SessionScope(session)).all();
    }

    /// A value, or empty at the end.
    public OptionalLong optionalValue() {
        return isEmpty() ? OptionalLong.empty() : OptionalLong.of(value());
    }

    /// A count of at least one; `otherwise` at the end.
    public int count(int otherwise) {
        if (isEmpty()) {
            return otherwise;
        }
        long value = value();
        if (value < 1 || value > Integer.MAX_VALUE) {
            throw error("Range");
        }
        return (int) value;
    }

    /// An address.
    public Address address() {
        return new Address(value());
    }

    /// An address, or empty at the end.
    public Optional<Address> optionalAddress() {
        return isEmpty() ? Optional.empty() : Optional.of(address());
    }

    /// An address in the next word alone, for commands whose options follow: `-l` behind a blank is no
    /// subtraction.
    public Address addressInWord() {
        Cursor alone = cursor.takeWordAlone();
        Address address = new Address(evaluator.evaluate(alone));
        if (!alone.atEndAfterSpaces()) {
            throw ExpressionException.in("Extra character", alone);
        }
        return address;
    }

    /// The value of the next word alone: what follows it belongs to something else.
    public long valueInWord() {
        return addressInWord().value();
    }

    /// `start`, `start end`, `start Ln`, `start L?n` or `start L-n`, in objects of `unit` bytes.
    ///
    /// @param start where it begins when nothing is said
    /// @param count how many objects when nothing is said
    public Range range(Address start, int unit, long count) {
        if (isEmpty()) {
            return new Range(start, count, false);
        }
        Address first = address();
        return isEmpty() ? new Range(first, count, false) : rangeFrom(first, unit);
    }

    /// The same, where the length must be said.
    public Range fullRange(int unit) {
        Address first = address();
        if (isEmpty()) {
            throw error("Range");
        }
        return rangeFrom(first, unit);
    }

    private Range rangeFrom(Address first, int unit) {
        if (!cursor.take("L") && !cursor.take("l")) {
            Address last = address();
            if (last.compareTo(first) < 0) {
                throw error("Range");
            }
            long bytes = last.minus(first) + 1;
            return new Range(first, checked(Long.divideUnsigned(bytes + unit - 1, unit), unit), true);
        }
        boolean unlimited = cursor.take("?");
        boolean backwards = !unlimited && cursor.take("-");
        long count = value();
        long checked = unlimited && count > 0 ? count : checked(count, unit);
        return new Range(backwards ? first.plus(-checked * unit) : first, checked, true);
    }

    private long checked(long count, int unit) {
        if (count <= 0 || count > SANE_RANGE / unit) {
            throw error("Range");
        }
        return count;
    }

    /// Text in double quotes, or empty when no quote comes next. In it, `\"` is a quotation mark; other
    /// backslashes stay as they are.
    public Optional<String> quoted() {
        if (!take("\"")) {
            return Optional.empty();
        }
        StringBuilder text = new StringBuilder();
        while (!cursor.atEnd() && cursor.peek() != '"') {
            if (cursor.startsWith("\\\"")) {
                cursor.next();
            }
            text.append(cursor.next());
        }
        if (!cursor.take("\"")) {
            throw error("Syntax");
        }
        return Optional.of(text.toString());
    }

    /// Refuses what is left.
    public void end() {
        if (!isEmpty()) {
            throw error("Extra character");
        }
    }

    /// `Syntax error in 'command'` and its like, at the place reached.
    public ExpressionException error(String what) {
        return ExpressionException.in(what, cursor);
    }

    /// A line of its own words.
    public ExpressionException refusal(String message) {
        return ExpressionException.of(message, cursor);
    }

    /// A stretch of objects.
    ///
    /// @param said whether the length was typed
    public record Range(Address start, long count, boolean said) {}
}
