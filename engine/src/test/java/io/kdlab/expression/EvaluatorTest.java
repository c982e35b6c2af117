package io.kdlab.expression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kdlab.feature.Feature;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Values from `remote-debugging.md` §7.2 and §7.3, and from the field's documentation of sign extension.
@Feature("M01")
@Feature("2.6")
class EvaluatorTest {
    private static final Map<String, Long> REGISTERS =
            Map.of("rip", 0xfffff80012345678L, "rax", 5L, "eax", 0x80000000L, "cr0", 0x80050033L, "efl", 0x80000202L);
    private static final Map<String, Long> SYMBOLS =
            Map.of("nt!KeBugCheckEx", 0xfffff80000010000L, "KeBugCheckEx", 0xfffff80000010000L, "nt!Foo::Bar", 0x77L);
    private static final Map<Long, Long> MEMORY = Map.of(0x1000L, 0x8877665544332211L, 0x8877665544332211L, 42L);

    private final Evaluator evaluator = new Evaluator(scope(16));

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            value = {
                "1a # 1a",
                "0x10 # 10",
                "0n10 # a",
                "0t17 # f",
                "0y101 # 5",
                "10h # 10",
                "fffff801`8d283000 # fffff8018d283000",
                "nt!KeBugCheckEx+0x10 # fffff80000010010",
                "KeBugCheckEx # fffff80000010000",
                "nt!Foo::Bar # 77",
                "@rip # fffff80012345678",
                "rip # fffff80012345678",
                "@$ip # fffff80012345678",
                ". # fffff80012345678",
                "cr0 # 80050033",
                "@efl # 80000202",
                "(1+2)*3 # 9",
                "1+2*3 # 7",
                "1 + 2 << 4 # 30",
                "f0 & 3c # 30",
                "f0 and 3c # 30",
                "1 | 2 ^ 3 & 1 # 3",
                "10 mod 6 # 4",
                "10 % 6 # 4",
                "not 5 # 0",
                "hi 12345678 # 1234",
                "low 12345678 # 5678",
                "-1 # ffffffffffffffff",
                "ffffffffffffffff >>> 3f # ffffffffffffffff",
                "ffffffffffffffff >> 3f # 1",
                "1 << 40 # 0",
                "2 > 1 # 1",
                "2 <= 1 # 0",
                "1 == 1 # 1",
                "ffffffffffffffff > 1 # 1",
                "by(1000) # 11",
                "wo(1000) # 2211",
                "dwo(1000) # 44332211",
                "qwo(1000) # 8877665544332211",
                "poi(1000) # 8877665544332211",
                "poi 1000 # 8877665544332211",
                "poi(poi(1000)) # 2a",
                "poi(1000)+1 # 8877665544332212"
            })
    void expressionHasTheFieldsValue(String expression, String hex) {
        assertThat(Long.toHexString(evaluator.evaluate(expression))).isEqualTo(hex);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            value = {
                "EEAA1122 # ffffffffeeaa1122",
                "00000000EEAA1122 # ffffffffeeaa1122",
                "00000000`EEAA1122 # eeaa1122",
                "0`EEAA1122 # eeaa1122",
                "12345678 # 12345678",
                "@eax # ffffffff80000000"
            })
    void bareNumbersOf32BitsAreSignExtendedAsTheFieldDocumentsIt(String expression, String hex) {
        assertThat(Long.toHexString(evaluator.evaluate(expression))).isEqualTo(hex);
    }

    @Test
    void radixDecidesAboutBareNumbersOnly() {
        Evaluator decimal = new Evaluator(scope(10));

        assertThat(decimal.evaluate("10")).isEqualTo(10);
        assertThat(decimal.evaluate("0x10")).isEqualTo(16);
        assertThat(decimal.evaluate("10h")).isEqualTo(16);
    }

    @Test
    void expressionEndsWhereNoOperatorFollows() {
        Cursor cursor = new Cursor("rip rip+8 L10");

        assertThat(evaluator.evaluate(cursor)).isEqualTo(0xfffff80012345678L);
        assertThat(evaluator.evaluate(cursor)).isEqualTo(0xfffff80012345680L);
        assertThat(cursor.rest()).isEqualTo(" L10");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            quoteCharacter = '"',
            value = {
                "nosuch # Couldn't resolve error at 'nosuch' # 0",
                "1+nosuch!x+2 # Couldn't resolve error at 'nosuch!x+2' # 2",
                "(1+2 # Syntax error in '(1+2' # 4",
                "1 2 # Extra character error in '1 2' # 2",
                "1+ # Numeric expression missing error at '' # 2",
                "@nosuch # Bad register error at '@nosuch' # 0",
                "1/0 # Operand error at '0' # 2",
                "12345678123456789 # Overflow error at '12345678123456789' # 0",
                "poi(2000) # Memory access error at 00000000`00002000 in 'poi(2000)' # 9"
            })
    void errorNamesPlaceAndCause(String expression, String message, int column) {
        assertThatThrownBy(() -> evaluator.evaluate(expression))
                .isInstanceOfSatisfying(ExpressionException.class, e -> {
                    assertThat(e).hasMessage(message);
                    assertThat(e.column()).isEqualTo(column);
                });
    }

    @Test
    void nestingBeyondReasonIsRefusedAndDoesNotExhaustTheStack() {
        assertThatThrownBy(() -> evaluator.evaluate("(".repeat(100_000) + "1")).isInstanceOf(ExpressionException.class);
    }

    private static ExpressionScope scope(int radix) {
        return new ExpressionScope() {
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
                return 8;
            }

            @Override
            public OptionalLong register(String name) {
                return known(REGISTERS.get(name));
            }

            @Override
            public OptionalLong pseudoRegister(String name) {
                return "$ip".equals(name) ? register("rip") : OptionalLong.empty();
            }

            @Override
            public OptionalLong symbol(String name) {
                return known(SYMBOLS.get(name));
            }

            @Override
            public OptionalLong read(long address, int size) {
                OptionalLong all = known(MEMORY.get(address));
                return size == 8 || all.isEmpty() ? all : OptionalLong.of(all.getAsLong() & (1L << 8 * size) - 1);
            }

            private OptionalLong known(@org.jspecify.annotations.Nullable Long value) {
                return value == null ? OptionalLong.empty() : OptionalLong.of(value);
            }
        };
    }
}
