package io.kdlab.expression;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;

/// Expressions made by a grammar, each with the value that this test computes while it makes it: precedence and
/// arithmetic are compared, not just survived.
class ExpressionPropertyTest {
    private static final int EXPRESSIONS = 600;
    private static final String[][] MASM = {
        {"|", "or"},
        {"^", "xor"},
        {"&", "and"},
        {"=", "==", "!=", "<", ">", "<=", ">="},
        {"<<", ">>", ">>>"},
        {"+", "-"},
        {"*", "/", "%", "mod"}
    };
    private static final String[][] CPP = {
        {"|"}, {"^"}, {"&"}, {"==", "!="}, {"<", ">", "<=", ">="}, {"<<", ">>"}, {"+", "-"}, {"*", "/", "%"}
    };

    /// Text and its value.
    private record Made(String text, long value) {}

    /// Makes expressions of one language.
    private static final class Maker {
        private final Random random;
        private final boolean cpp;

        Maker(Random random, boolean cpp) {
            this.random = random;
            this.cpp = cpp;
        }

        Made level(int level, int depth) {
            String[][] levels = cpp ? CPP : MASM;
            if (level == levels.length) {
                return unary(depth);
            }
            Made made = level(level + 1, depth);
            int more = depth > 0 && random.nextInt(3) == 0 ? 1 + random.nextInt(2) : 0;
            for (int i = 0; i < more; i++) {
                String operator = levels[level][random.nextInt(levels[level].length)];
                Made right = level(level + 1, depth - 1);
                boolean divides = operator.matches("[/%]|mod");
                boolean shifts = operator.startsWith("<<") || operator.startsWith(">>");
                if (divides && right.value() == 0 || cpp && shifts && (right.value() < 0 || right.value() > 31)) {
                    continue;
                }
                long value = cpp
                        ? cpp(operator, (int) made.value(), (int) right.value())
                        : masm(operator, made.value(), right.value());
                made = new Made(made.text() + " " + operator + " " + right.text(), value);
            }
            return made;
        }

        private Made unary(int depth) {
            int kind = random.nextInt(8);
            if (depth > 0 && kind == 0) {
                Made inside = level(0, depth - 1);
                return new Made("(" + inside.text() + ")", inside.value());
            }
            if (depth > 0 && kind == 1) {
                Made inside = unary(depth - 1);
                return new Made("- " + inside.text(), cpp ? -(int) inside.value() : -inside.value());
            }
            if (depth > 0 && kind == 2) {
                Made inside = unary(depth - 1);
                return cpp
                        ? new Made("~" + inside.text(), ~(int) inside.value())
                        : new Made("not " + inside.text(), inside.value() == 0 ? 1 : 0);
            }
            return number();
        }

        private Made number() {
            if (cpp) {
                int value = random.nextInt(random.nextBoolean() ? 40 : Integer.MAX_VALUE);
                return new Made(
                        random.nextBoolean() ? Integer.toString(value) : "0x" + Integer.toHexString(value), value);
            }
            long value = random.nextLong() >>> random.nextInt(64);
            String digits = Long.toHexString(value);
            return switch (random.nextInt(4)) {
                case 0 -> new Made("0n" + Long.toUnsignedString(value), extended(value));
                case 1 -> new Made("0t" + Long.toOctalString(value), extended(value));
                case 2 -> new Made("0y" + Long.toBinaryString(value), extended(value));
                default -> new Made("0x" + digits, extended(value));
            };
        }

        /// The rule for numbers of 32 bits that have no backquote.
        private static long extended(long value) {
            return value >>> 31 == 1 ? (int) value : value;
        }

        private static long masm(String operator, long a, long b) {
            int order = Long.compareUnsigned(a, b);
            return switch (operator) {
                case "|", "or" -> a | b;
                case "^", "xor" -> a ^ b;
                case "&", "and" -> a & b;
                case "=", "==" -> order == 0 ? 1 : 0;
                case "!=" -> order != 0 ? 1 : 0;
                case "<" -> order < 0 ? 1 : 0;
                case ">" -> order > 0 ? 1 : 0;
                case "<=" -> order <= 0 ? 1 : 0;
                case ">=" -> order >= 0 ? 1 : 0;
                case "<<" -> b >= 0 && b < 64 ? a << b : 0;
                case ">>" -> b >= 0 && b < 64 ? a >>> b : 0;
                case ">>>" -> a >> (b >= 0 && b < 64 ? b : 63);
                case "+" -> a + b;
                case "-" -> a - b;
                case "*" -> a * b;
                case "/" -> Long.divideUnsigned(a, b);
                default -> Long.remainderUnsigned(a, b);
            };
        }

        /// Java's `int` is computed with as C's is on Windows.
        private static int cpp(String operator, int a, int b) {
            return switch (operator) {
                case "|" -> a | b;
                case "^" -> a ^ b;
                case "&" -> a & b;
                case "==" -> a == b ? 1 : 0;
                case "!=" -> a != b ? 1 : 0;
                case "<" -> a < b ? 1 : 0;
                case ">" -> a > b ? 1 : 0;
                case "<=" -> a <= b ? 1 : 0;
                case ">=" -> a >= b ? 1 : 0;
                case "<<" -> a << b;
                case ">>" -> a >> b;
                case "+" -> a + b;
                case "-" -> a - b;
                case "*" -> a * b;
                case "/" -> a / b;
                default -> a % b;
            };
        }
    }

    @RepeatedTest(3)
    void masmGivesTheValueThatTheGrammarSays(RepetitionInfo repetition) {
        long seed = 40L + repetition.getCurrentRepetition();
        Maker maker = new Maker(new Random(seed), false);
        Evaluator evaluator = new Evaluator(new MapScope(16, 8));
        for (int i = 0; i < EXPRESSIONS; i++) {
            Made made = maker.level(0, 4);
            assertThat(evaluator.evaluate(made.text()))
                    .as("seed %d, %s", seed, made.text())
                    .isEqualTo(made.value());
        }
    }

    @RepeatedTest(3)
    void cppGivesTheValueThatTheGrammarSays(RepetitionInfo repetition) {
        long seed = 50L + repetition.getCurrentRepetition();
        Maker maker = new Maker(new Random(seed), true);
        MapScope scope = new MapScope(16, 8);
        for (int i = 0; i < EXPRESSIONS; i++) {
            Made made = maker.level(0, 4);
            Value value = new CppEvaluator(new Cursor(made.text()), scope).all();
            assertThat(((Value.Computed) value).bits())
                    .as("seed %d, %s", seed, made.text())
                    .isEqualTo(made.value());
        }
    }
}
