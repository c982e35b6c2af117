package io.kdlab.expression;

import io.kdlab.symbol.type.Type;
import io.kdlab.symbol.type.WindowsTypes;
import java.util.List;
import java.util.Map;

/// The C++ evaluator: operators, their precedence, and C's conversions. An expression ends where no
/// operator follows.
///
/// What an operator does not need is read and not computed: `p && *p` is safe.
public final class CppEvaluator {
    /// Deeper nesting than any person types would only exhaust the stack.
    private static final int DEEPEST = 100;

    /// Longer ones first, so that `<<` is not two `<`.
    private static final List<String> OPERATORS = List.of(
            "<<=", ">>=", "->", "<<", ">>", "<=", ">=", "==", "!=", "&&", "||", "+=", "-=", "*=", "/=", "%=", "&=",
            "|=", "^=", "++", "--", "+", "-", "*", "/", "%", "<", ">", "&", "|", "^", "=", "?", ".", "[", "!", "~");

    /// How tightly operators with two operands bind.
    private static final Map<String, Integer> LEVELS = Map.ofEntries(
            Map.entry("||", 1),
            Map.entry("&&", 2),
            Map.entry("|", 3),
            Map.entry("^", 4),
            Map.entry("&", 5),
            Map.entry("==", 6),
            Map.entry("!=", 6),
            Map.entry("<", 7),
            Map.entry(">", 7),
            Map.entry("<=", 7),
            Map.entry(">=", 7),
            Map.entry("<<", 8),
            Map.entry(">>", 8),
            Map.entry("+", 9),
            Map.entry("-", 9),
            Map.entry("*", 10),
            Map.entry("/", 10),
            Map.entry("%", 10));

    private final Cursor cursor;
    private final Operations operations;
    private final CppOperand operands;
    private int depth;

    /// Reads from `cursor`; names mean what `scope` says.
    public CppEvaluator(Cursor cursor, ExpressionScope scope) {
        this.cursor = cursor;
        this.operations = new Operations(cursor, scope);
        this.operands = new CppOperand(this, cursor, scope, operations);
    }

    /// The value of all that is left.
    public Value all() {
        Value value = sequence();
        if (!operator().isEmpty() || !cursor.atEndAfterSpaces()) {
            throw ExpressionException.in("Extra character", cursor);
        }
        return value;
    }

    /// Values divided by commas; the last one counts.
    Value sequence() {
        Value value = assignment();
        while (take(",")) {
            value = assignment();
        }
        return value;
    }

    /// One value; `,` ends it.
    public Value assignment() {
        enter();
        Value left = conditional();
        String operator = operator();
        if (operator.equals("=") || operator.length() > 1 && operator.endsWith("=") && !LEVELS.containsKey(operator)) {
            int column = cursor.column();
            cursor.take(operator);
            Value right = assignment();
            Value changed = operator.equals("=")
                    ? right
                    : operations.binary(operator.substring(0, operator.length() - 1), left, right, column);
            left = operations.assign(left, changed, column);
        }
        depth--;
        return left;
    }

    private void enter() {
        depth++;
        if (depth > DEEPEST) {
            throw ExpressionException.in("Syntax", cursor);
        }
    }

    private Value conditional() {
        Value condition = binary(1);
        if (!operator().equals("?")) {
            return condition;
        }
        cursor.take("?");
        boolean holds = operations.truth(condition);
        operations.skip(!holds);
        Value first = sequence();
        operations.unskip(!holds);
        if (!take(":")) {
            throw ExpressionException.in("Syntax", cursor);
        }
        operations.skip(holds);
        Value second = assignment();
        operations.unskip(holds);
        return holds ? first : second;
    }

    private Value binary(int lowest) {
        Value left = unary();
        while (true) {
            String operator = operator();
            int level = LEVELS.getOrDefault(operator, 0);
            if (level < lowest) {
                return left;
            }
            int column = cursor.column();
            cursor.take(operator);
            left = switch (operator) {
                case "&&" -> logical(left, level, false);
                case "||" -> logical(left, level, true);
                default -> operations.binary(operator, left, binary(level + 1), column);
            };
        }
    }

    /// @param known the value of the left operand that makes the right one needless
    private Value logical(Value left, int level, boolean known) {
        boolean first = operations.truth(left);
        operations.skip(first == known);
        boolean second = operations.truth(binary(level + 1));
        operations.unskip(first == known);
        return new Value.Computed(WindowsTypes.BOOL, (first == known ? known : second) ? 1 : 0);
    }

    /// An operand with what stands in front of it.
    Value unary() {
        enter();
        String operator = operator();
        int column = cursor.column();
        Value value = switch (operator) {
            case "+", "-", "!", "~", "*", "&", "++", "--" -> {
                cursor.take(operator);
                yield operations.unary(operator, unary(), column);
            }
            // Two operators that look like one of two operands.
            case "&&" -> throw ExpressionException.at("Syntax", cursor, column);
            default -> operands.postfix();
        };
        depth--;
        return value;
    }

    /// The value of `sizeof`.
    Value size(Type type) {
        return new Value.Computed(WindowsTypes.unsigned(operations.pointerSize()), type.size());
    }

    /// The operator that comes next, not read; empty where none does.
    String operator() {
        cursor.skipSpaces();
        if (cursor.startsWith("//")) {
            cursor.takeRest();
        }
        return OPERATORS.stream().filter(cursor::startsWith).findFirst().orElse("");
    }

    /// Reads `text` behind blanks, if it comes next.
    boolean take(String text) {
        cursor.skipSpaces();
        return cursor.take(text);
    }

    /// Reads what must come.
    void expect(String text) {
        if (!take(text)) {
            throw ExpressionException.in("Syntax", cursor);
        }
    }
}
