package io.kdlab.expression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kdlab.feature.Feature;
import io.kdlab.symbol.type.WindowsTypes;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Values from `remote-debugging.md` §7.2 and §7.3, and from the field's documentation of sign extension.
@Feature("M01")
@Feature("2.6")
class EvaluatorTest {
    private static final Map<String, Long> REGISTERS = Map.of(
            "rip",
            0xfffff80012345678L,
            "$ip",
            0xfffff80012345678L,
            "$t0",
            7L,
            "rax",
            5L,
            "eax",
            0x80000000L,
            "cr0",
            0x80050033L,
            "efl",
            0x80000202L);
    private static final Map<String, Long> SYMBOLS = Map.of(
            "face",
            0xbadL,
            "nt!KeBugCheckEx",
            0xfffff80000010000L,
            "KeBugCheckEx",
            0xfffff80000010000L,
            "nt!Foo::Bar",
            0x77L);
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
                "poi(poi(1010)) # 8877665544332211",
                "poi(1000)+1 # 8877665544332212",
                "0x # 0",
                "0n + 1 # 1",
                "1 = 1 # 1",
                "1 = 2 # 0",
                "3 != 3 # 0",
                "5 > 3 and 2 < 1 # 0",
                "f xor 3 # c",
                "1 or 4 # 5",
                "-1 >>> 4 # ffffffffffffffff",
                "1 << 3 + 1 # 10",
                "8 >> 1 = 4 # 1",
                "1 | 0 = 0 # 1",
                "not 0 + 1 # 2",
                "hi 0`12345678 + 1 # 1235",
                "$t0 + 1 # 8",
                "@$t0 * 2 # e",
                "face # face",
                "!face # bad",
                "$pby(0) # 11",
                "$pwo(0) # 2211",
                "$pdwo(0) # 44332211",
                "$pqwo(0) # 8877665544332211",
                "$ppoi(0) # 8877665544332211",
                "`a.c:12` # 1012",
                "`nt!a.c:13`+1 # 1014",
                "$iment(1100) # 2334",
                "$scmp(\"a\", \"a\") # 0",
                "$scmp(\"a\", \"b\") # ffffffffffffffff",
                "$scmp(\"b\", \"a\") # 1",
                "$sicmp(\"A\", \"a\") # 0",
                "$spat(\"Program\", \"prog[er-t7]am\") # 1",
                "$spat(\"Loop\", \"Lo+p\") # 1",
                "$spat(\"Lp\", \"Lo+p\") # 0",
                "$spat(\"nt!Foo\", \"*!F??\") # 1",
                "$vvalid(1000, 1000) # 1",
                "$vvalid(1000, 1001) # 0",
                "$vvalid(0, 0xf) # 0",
                "not($vvalid(1000, 10)) # 0",
                "$fnsucc(77, 0, 0) # 0",
                "$fnsucc(77, 5, 1) # 1",
                "$fnsucc(78, 1, 0) # 1",
                "$fnsucc(79, 0, 1) # 1",
                "$fnsucc(79, 0, 0) # 0",
                "@@(sizeof(int)) + 1 # 5",
                "@@c++(10) # a",
                "@@c++(n + 1) # 100021",
                "@@c++(*(short *)0x1006) # ffffffffffff8877",
                "@@masm(10) # 10",
                "@@(@@(10)) # 10"
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
    void chosenLanguageReadsWhatDoesNotSayIt() {
        Evaluator cpp = new Evaluator(scope(16).in(Language.CPP));
        Cursor range = new Cursor("&n L4, 5");

        assertThat(cpp.evaluate("10 + 010")).isEqualTo(18);
        assertThat(cpp.evaluate("@@(10)")).isEqualTo(0x10);
        assertThat(cpp.evaluate("@@masm(10)")).isEqualTo(0x10);
        assertThat(cpp.evaluate(range)).isEqualTo(0x1008);
        assertThat(range.rest().strip()).isEqualTo("L4, 5");
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
            quoteCharacter = '^',
            value = {
                "nosuch # Couldn't resolve error at 'nosuch' # 0",
                "1+nosuch!x+2 # Couldn't resolve error at 'nosuch!x+2' # 2",
                "(1+2 # Syntax error in '(1+2' # 4",
                "1 2 # Extra character error in '1 2' # 2",
                "1+ # Numeric expression missing error at '' # 2",
                "@@(nosuch) # Couldn't resolve error at 'nosuch)' # 3",
                "$iment(1000) # No image begins at 00000000`00001000 in '$iment(1000)' # 11",
                "$scmp(\"a\") # Syntax error in '$scmp(\"a\")' # 9",
                "`b.c:1` # Couldn't resolve error at '`b.c:1`' # 0",
                "`b.c # Syntax error in '`b.c' # 4",
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

    private static MapScope scope(int radix) {
        MapScope scope = new MapScope(radix, 8)
                .bytes(0x1000, "1122334455667788 20 00 10 00 00 00 00 00 0010000000000000")
                .bytes(0x1100, "4d5a")
                .bytes(0x113c, "80000000")
                .bytes(0x1180, "50450000")
                .bytes(0x11a8, "34120000")
                .result(0x77, WindowsTypes.pointer(WindowsTypes.VOID, 8))
                .result(0x78, WindowsTypes.BOOL)
                .variable("n", WindowsTypes.INT, 0x1008);
        REGISTERS.forEach(scope::register);
        SYMBOLS.forEach(scope::symbol);
        return scope;
    }
}
