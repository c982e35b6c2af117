package io.kdlab.expression;

import io.kdlab.symbol.type.WindowsTypes;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.Set;

/// The MASM evaluator: everything is 64 bits, unsigned; precedence as the field's debuggers have it.
///
/// From weakest to strongest: `| or`, `^ xor`, `& and`, comparisons, shifts, `+ -`, `* / % mod`, unary. An
/// expression ends
/// where no operator follows, so `db rsp rsp+8` is two expressions.
public final class Evaluator {
    private static final Set<String> COMMON_REGISTERS = Set.of(
            "rax", "rbx", "rcx", "rdx", "rsi", "rdi", "rsp", "rbp", "rip", "r8", "r9", "r10", "r11", "r12", "r13",
            "r14", "r15", "eax", "ebx", "ecx", "edx", "esi", "edi", "esp", "ebp", "eip", "efl");

    private final ExpressionScope scope;

    /// Names mean what `scope` says.
    public Evaluator(ExpressionScope scope) {
        this.scope = scope;
    }

    /// The value of all of `text`.
    public long evaluate(String text) {
        Cursor cursor = new Cursor(text);
        long value = evaluate(cursor);
        if (!cursor.atEndAfterSpaces()) {
            throw ExpressionException.in("Extra character", cursor);
        }
        return value;
    }

    /// The value of the expression at `cursor`, which is left behind it.
    public long evaluate(Cursor cursor) {
        return scope.language() == Language.CPP ? typed(cursor) : masm(cursor);
    }

    /// The same by the rules of MASM, whatever people have chosen.
    long masm(Cursor cursor) {
        return new Reading(cursor, scope).or();
    }

    private long typed(Cursor cursor) {
        int column = cursor.column();
        return number(new CppEvaluator(cursor, scope).assignment(), cursor, column, scope);
    }

    /// A typed value as commands take it. Addresses of 32-bit targets are sign extended.
    private static long number(Value value, Cursor cursor, int column, ExpressionScope scope) {
        Places places = new Places(scope.memory());
        if (!(places.scalar(value) instanceof Value.Computed computed) || !Arithmetic.isScalar(computed.type())) {
            throw ExpressionException.at("Type conflict", cursor, column);
        }
        return Arithmetic.isPointer(computed.type())
                ? places.target(computed.bits()).value()
                : Arithmetic.convert(computed.bits(), computed.type(), WindowsTypes.UNSIGNED_INT64);
    }

    /// One expression being read, and computed as it is read.
    private static final class Reading {
        /// Deeper nesting than any person types would only exhaust the stack.
        private static final int DEEPEST = 100;

        private final Cursor cursor;
        private final ExpressionScope scope;
        private int depth;

        Reading(Cursor cursor, ExpressionScope scope) {
            this.cursor = cursor;
            this.scope = scope;
        }

        long or() {
            long left = xor();
            while (operator("|") || word("or")) {
                left |= xor();
            }
            return left;
        }

        private long xor() {
            long left = and();
            while (operator("^") || word("xor")) {
                left ^= and();
            }
            return left;
        }

        private long and() {
            long left = comparison();
            while (operator("&") || word("and")) {
                left &= comparison();
            }
            return left;
        }

        private long comparison() {
            long left = shift();
            while (true) {
                if (operator("==") || operator("=")) {
                    left = truth(left == shift());
                } else if (operator("!=")) {
                    left = truth(left != shift());
                } else if (operator("<=")) {
                    left = truth(Long.compareUnsigned(left, shift()) <= 0);
                } else if (operator(">=")) {
                    left = truth(Long.compareUnsigned(left, shift()) >= 0);
                } else if (operator("<")) {
                    left = truth(Long.compareUnsigned(left, shift()) < 0);
                } else if (operator(">")) {
                    left = truth(Long.compareUnsigned(left, shift()) > 0);
                } else {
                    return left;
                }
            }
        }

        private long shift() {
            long left = sum();
            while (true) {
                if (operator("<<")) {
                    long by = sum();
                    left = by >>> 6 == 0 ? left << by : 0;
                } else if (operator(">>>")) {
                    long by = sum();
                    left = left >> (by >>> 6 == 0 ? by : 63);
                } else if (operator(">>")) {
                    long by = sum();
                    left = by >>> 6 == 0 ? left >>> by : 0;
                } else {
                    return left;
                }
            }
        }

        private long sum() {
            long left = product();
            while (true) {
                if (operator("+")) {
                    left += product();
                } else if (operator("-")) {
                    left -= product();
                } else {
                    return left;
                }
            }
        }

        private long product() {
            long left = unary();
            while (true) {
                if (operator("*")) {
                    left *= unary();
                } else if (operator("/")) {
                    left = Long.divideUnsigned(left, divisor());
                } else if (operator("%") || word("mod")) {
                    left = Long.remainderUnsigned(left, divisor());
                } else {
                    return left;
                }
            }
        }

        private long divisor() {
            cursor.skipSpaces();
            int column = cursor.column();
            long value = unary();
            if (value == 0) {
                throw ExpressionException.at("Operand", cursor, column);
            }
            return value;
        }

        private long unary() {
            depth++;
            if (depth > DEEPEST) {
                throw ExpressionException.in("Syntax", cursor);
            }
            long value = operand();
            depth--;
            return value;
        }

        private long operand() {
            cursor.skipSpaces();
            int column = cursor.column();
            if (cursor.take("+")) {
                return unary();
            }
            if (cursor.take("-")) {
                return -unary();
            }
            if (word("not")) {
                return truth(unary() == 0);
            }
            if (word("hi")) {
                return unary() >>> 16 & 0xffff;
            }
            if (word("low")) {
                return unary() & 0xffff;
            }
            boolean physical = cursor.startsWith("$p");
            int size = reader(physical ? "$p" : "");
            if (size > 0) {
                long address = unary();
                OptionalLong read = physical ? scope.readPhysical(address, size) : scope.read(address, size);
                return read.orElseThrow(() -> ExpressionException.of(
                        "Memory access error at " + quoted(address) + " in '" + cursor.command() + "'", cursor));
            }
            return primary(column);
        }

        private int reader(String before) {
            if (word(before + "poi")) {
                return scope.pointerSize();
            }
            return word(before + "by")
                    ? 1
                    : word(before + "wo") ? 2 : word(before + "dwo") ? 4 : word(before + "qwo") ? 8 : 0;
        }

        private long primary(int column) {
            if (cursor.take("(")) {
                long value = or();
                close();
                return value;
            }
            if (cursor.take("@!\"")) {
                return quotedSymbol(column);
            }
            if (cursor.take("@@")) {
                return otherLanguage(column);
            }
            if (cursor.take("`")) {
                return sourceLine(column);
            }
            if (cursor.take("@")) {
                return register(column);
            }
            if (cursor.peek() == '.' && !nameCharacter(cursor.peek(1))) {
                cursor.next();
                return pseudo("$ip", column);
            }
            return name(column);
        }

        /// `@@(...)` in MASM is C++.
        private long otherLanguage(int column) {
            boolean masm = cursor.take("masm(");
            if (!masm && !cursor.take("c++(") && !cursor.take("(")) {
                throw ExpressionException.in("Syntax", cursor);
            }
            long value = masm ? or() : number(new CppEvaluator(cursor, scope).sequence(), cursor, column, scope);
            close();
            return value;
        }

        private void close() {
            cursor.skipSpaces();
            if (!cursor.take(")")) {
                throw ExpressionException.in("Syntax", cursor);
            }
        }

        private long sourceLine(int column) {
            StringBuilder place = new StringBuilder();
            while (!cursor.atEnd() && cursor.peek() != '`') {
                place.append(cursor.next());
            }
            if (!cursor.take("`")) {
                throw ExpressionException.in("Syntax", cursor);
            }
            return scope.sourceLine(place.toString().strip()).orElseThrow(() -> unresolved(column));
        }

        /// `$iment(address)` and its like; empty for other names.
        private OptionalLong function(String name) {
            int before = cursor.column();
            cursor.skipSpaces();
            if (!MasmFunctions.NAMES.contains(name) || !cursor.take("(")) {
                cursor.moveTo(before);
                return OptionalLong.empty();
            }
            long value = new MasmFunctions(cursor, scope, this::or).call(name);
            close();
            return OptionalLong.of(value);
        }

        private long quotedSymbol(int column) {
            StringBuilder name = new StringBuilder();
            while (!cursor.atEnd() && cursor.peek() != '"') {
                name.append(cursor.next());
            }
            if (!cursor.take("\"")) {
                throw ExpressionException.in("Syntax", cursor);
            }
            return scope.symbol(name.toString()).orElseThrow(() -> unresolved(column));
        }

        private long register(int column) {
            String name = takeName().toLowerCase(Locale.ROOT);
            if (name.isEmpty()) {
                throw ExpressionException.in("Syntax", cursor);
            }
            if (name.startsWith("$")) {
                return pseudo(name, column);
            }
            return extended(name).orElseThrow(() -> ExpressionException.at("Bad register", cursor, column));
        }

        private long pseudo(String name, int column) {
            return scope.pseudoRegister(name).orElseThrow(() -> unresolved(column));
        }

        /// A number if it can be one, then a register that everybody knows, then a symbol, then any register.
        private long name(int column) {
            String word = takeName();
            if (word.isEmpty()) {
                throw cursor.atEnd()
                        ? ExpressionException.at("Numeric expression missing", cursor, column)
                        : ExpressionException.in("Syntax", cursor);
            }
            OptionalLong number = Numbers.parse(word, scope.radix(), scope.extendsSigns());
            if (number.isPresent()) {
                return number.getAsLong();
            }
            if (Numbers.overflows(word, scope.radix())) {
                throw ExpressionException.at("Overflow", cursor, column);
            }
            String lower = word.toLowerCase(Locale.ROOT);
            if (lower.startsWith("$")) {
                OptionalLong function = function(lower);
                OptionalLong value = function.isPresent() ? function : scope.pseudoRegister(lower);
                return value.isPresent() ? value.getAsLong() : symbol(word, column);
            }
            if (COMMON_REGISTERS.contains(lower)) {
                OptionalLong known = extended(lower);
                if (known.isPresent()) {
                    return known.getAsLong();
                }
            }
            // An exclamation mark in front says that a word which looks like a number is a name.
            OptionalLong symbol = scope.symbol(word.startsWith("!") ? word.substring(1) : word);
            if (symbol.isPresent()) {
                return symbol.getAsLong();
            }
            return extended(lower).orElseThrow(() -> unresolved(column));
        }

        private long symbol(String name, int column) {
            return scope.symbol(name).orElseThrow(() -> unresolved(column));
        }

        /// 32-bit registers are sign extended; `efl` is a set of bits, not a number.
        private OptionalLong extended(String name) {
            OptionalLong value = scope.register(name);
            boolean narrow = name.length() == 3 && name.startsWith("e") && !"efl".equals(name);
            return narrow && value.isPresent() ? OptionalLong.of((int) value.getAsLong()) : value;
        }

        private ExpressionException unresolved(int column) {
            return ExpressionException.at("Couldn't resolve", cursor, column);
        }

        private String takeName() {
            StringBuilder name = new StringBuilder();
            while (nameCharacter(cursor.peek()) || backquoteInNumber(name) || scopeColons()) {
                char next = cursor.next();
                name.append(next);
                if (next == ':') {
                    name.append(cursor.next());
                }
            }
            return name.toString();
        }

        private boolean backquoteInNumber(StringBuilder name) {
            return cursor.peek() == '`'
                    && !name.isEmpty()
                    && Character.digit(name.charAt(name.length() - 1), 16) >= 0
                    && Character.digit(cursor.peek(1), 16) >= 0;
        }

        private boolean scopeColons() {
            return cursor.startsWith("::");
        }

        private boolean operator(String text) {
            int before = cursor.column();
            cursor.skipSpaces();
            if (cursor.take(text)) {
                return true;
            }
            cursor.moveTo(before);
            return false;
        }

        private boolean word(String text) {
            int before = cursor.column();
            cursor.skipSpaces();
            if (takeName().equalsIgnoreCase(text)) {
                return true;
            }
            cursor.moveTo(before);
            return false;
        }

        private static boolean nameCharacter(char c) {
            return c >= 'a' && c <= 'z'
                    || c >= 'A' && c <= 'Z'
                    || c >= '0' && c <= '9'
                    || c == '_'
                    || c == '$'
                    || c == '!'
                    || c == '~';
        }

        private static long truth(boolean value) {
            return value ? 1 : 0;
        }

        private static String quoted(long value) {
            String digits = String.format(Locale.ROOT, "%016x", value);
            return digits.substring(0, 8) + "`" + digits.substring(8);
        }
    }
}
