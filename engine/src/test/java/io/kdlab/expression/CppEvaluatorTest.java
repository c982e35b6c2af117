package io.kdlab.expression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kdlab.symbol.type.Type;
import io.kdlab.symbol.type.WindowsTypes;
import io.kdlab.target.MemoryFault;
import io.kdlab.value.Address;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Types and values of C++ expressions: the C language's rules with Windows' sizes, and the debugger's additions as
/// documented under "C++ numbers and operators".
class CppEvaluatorTest {
    private static final long NODE = 0x1100;

    private final MapScope scope = scope(8);

    private static MapScope scope(int pointerSize) {
        MapScope scope = new MapScope(16, pointerSize)
                .register("rax", 0xfffff80000001000L)
                .register("eax", 0x80000000L)
                .register("$t0", 5)
                .symbol("nt!Typeless", 0x1234);
        Type node = scope.type("_NODE").orElseThrow();
        return scope.variable("head", node, NODE)
                .variable("nt!list", WindowsTypes.pointer(node, pointerSize), 0x1200)
                .variable("n", WindowsTypes.INT, 0x1210)
                .variable("words", MapScope.array(WindowsTypes.signed(2), 3), 0x1220)
                .bytes(NODE, "0011000000000000 fdffffff 5a000000 6e6f646500000000 0000c03f 0100feff")
                .bytes(0x1200, "0011000000000000")
                .bytes(0x1210, "feffffff")
                .bytes(0x1220, "0100 0200 ffff");
    }

    private Value evaluate(String expression) {
        return new Places(scope.memory()).scalar(new CppEvaluator(new Cursor(expression), scope).all());
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " => ",
            quoteCharacter = '^',
            value = {
                "10 => int 10",
                "010 => int 8",
                "0x10 => int 16",
                "2147483648 => __int64 2147483648",
                "0x80000000 => unsigned int 2147483648",
                "0xffffffff`ffffffff => unsigned __int64 -1",
                "5U => unsigned int 5",
                "5L => long 5",
                "5I64 => __int64 5",
                "5ui64 => unsigned __int64 5",
                "'A' => char 65",
                "'\\n' => char 10",
                "'\\x80' => char -128",
                "true => bool 1",
                "1 + 2 * 3 => int 7",
                "(1 + 2) * 3 => int 9",
                "7 / 2 => int 3",
                "-7 / 2 => int -3",
                "-7 % 3 => int -1",
                "7U / 2 => unsigned int 3",
                "2147483647 + 1 => int -2147483648",
                "0xffffffff + 1 => unsigned int 0",
                "-1 < 0U => bool 0",
                "-1 < 0 => bool 1",
                "-1L + 1U => unsigned long 0",
                "1L + 1 => long 2",
                "5I64 + 1U => __int64 6",
                "1 << 31 => int -2147483648",
                "1I64 << 40 => __int64 1099511627776",
                "-8 >> 1 => int -4",
                "0x80000000 >> 31 => unsigned int 1",
                "~0 => int -1",
                "!5 => bool 0",
                "-5 => int -5",
                "1 | 2 ^ 3 & 2 => int 1",
                "1 < 2 == 1 => bool 1",
                "1 && 0 || 1 => bool 1",
                "1 ? 2 : 3 => int 2",
                "0 ? 2 : 0 ? 3 : 4 => int 4",
                "1, 2 => int 2",
                "(char)300 => char 44",
                "(unsigned char)-1 => unsigned char 255",
                "(short)0x8000 => short -32768",
                "(unsigned long)-1 => unsigned long 4294967295",
                "(ULONG64)-1 => unsigned __int64 -1",
                "(bool)0x100 => bool 1",
                "(int)2.9 => int 2",
                "static_cast<unsigned short>(65537) => unsigned short 1",
                "reinterpret_cast<char *>(0x1110)[1] => char 111",
                "sizeof(int) => unsigned __int64 4",
                "sizeof(char *) => unsigned __int64 8",
                "sizeof(_NODE) => unsigned __int64 32",
                "sizeof(struct nt!_NODE) => unsigned __int64 32",
                "sizeof head.Name => unsigned __int64 8",
                "sizeof(unsigned long long [3]) => unsigned __int64 24",
                "@rax => unsigned __int64 -8796093018112",
                "@eax => unsigned int 2147483648",
                "@$t0 + 1 => unsigned __int64 6",
                "@@(10) => unsigned __int64 16",
                "@@masm(poi(1200)) => unsigned __int64 4352",
                "@@c++(10) => int 10",
                "n => int -2",
                "n + 1 => int -1",
                "&n == (int *)0x1210 => bool 1",
                "*&n => int -2",
                "head.Count => unsigned long 4294967293",
                "nt!list->Count => unsigned long 4294967293",
                "nt!list->Next->Next->Count => unsigned long 4294967293",
                "(*nt!list).Name[3] => char 101",
                "head.Low => unsigned long 10",
                "head.High => long -3",
                "words[2] => short -1",
                "*(words + 1) => short 2",
                "&words[2] - &words[0] => __int64 2",
                "head.Pair[1] => short -2",
                "((_NODE *)0x1100)->Low => unsigned long 10",
                "((struct _NODE*)0x1100)->Name[0] == 'n' => bool 1",
                "(int *)0x1000 + 1 == (int *)0x1004 => bool 1",
                "*(unsigned char *)(0x1110 + 1) => unsigned char 111",
                "nt!list && nt!list->Count => bool 1",
                "0 && *(int *)0 => bool 0",
                "1 || 1 / 0 => bool 1",
                "1 ? 5 : *(int *)0 => int 5",
                "#FIELD_OFFSET(_NODE, Name) => long 16",
                "#FIELD_OFFSET(_NODE, Pair[1]) => long 30",
                "#RTL_FIELD_SIZE(_NODE, Name) => unsigned __int64 8",
                "#RTL_SIZEOF_THROUGH_FIELD(_NODE, Name) => unsigned __int64 24",
                "#RTL_NUMBER_OF(words) => unsigned __int64 3",
                "#RTL_CONTAINS_FIELD(nt!list, 16, Name) => bool 0",
                "#CONTAINING_RECORD(&head.Name, _NODE, Name)->Low => unsigned long 10",
                "1 + 1 // and nothing else => int 2"
            })
    void valueHasTheTypeAndTheNumberThatCGivesIt(String expression, String expected) {
        Value value = evaluate(expression);

        assertThat(value).isInstanceOf(Value.Computed.class);
        assertThat(value.type().name() + " " + ((Value.Computed) value).bits()).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " => ",
            quoteCharacter = '^',
            value = {
                "1.5 => double 1.5",
                "1.5f => float 1.5",
                "1 / 2.0 => double 0.5",
                "1e3 => double 1000.0",
                "head.Ratio => float 1.5",
                "head.Ratio * 2 => double 3.0",
                "(float)1 / 4 => double 0.25",
                "(double)0xffffffffffffffff => double 1.8446744073709552E19",
                "-1.5 => double -1.5"
            })
    void floatingPointNumbersAreComputedAsDoubles(String expression, String expected) {
        Value value = evaluate(expression);
        String shown = value.type().name() + " " + Double.longBitsToDouble(((Value.Computed) value).bits());

        assertThat(shown).isEqualTo(expected);
    }

    @Test
    void pointersOfSmallTargetsHaveFourBytesAndLeadToSignExtendedAddresses() {
        MapScope small = scope(4);
        Value size = new CppEvaluator(new Cursor("sizeof(void *)"), small).all();
        Value high = new CppEvaluator(new Cursor("*(int *)0x80001000"), small).all();

        assertThat(size).isEqualTo(new Value.Computed(WindowsTypes.UNSIGNED_INT, 4));
        assertThat(((Value.Placed) high).at()).isEqualTo(new Address(0xffffffff80001000L));
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " => ",
            quoteCharacter = '^',
            value = {
                "n = 5 => 1210 => 05000000",
                "n += 3 => 1210 => 01000000",
                "n -= 1 => 1210 => fdffffff",
                "n <<= 2 => 1210 => f8ffffff",
                "++n => 1210 => ffffffff",
                "n++ => 1210 => ffffffff",
                "words[1] = words[0] = 7 => 1220 => 07000700",
                "head.Low = 3 => 110c => 53000000",
                "head.High = 1 => 110c => 1a000000",
                "head.Ratio = 2 => 1118 => 00000040",
                "*(char *)0x1220 = 'x' => 1220 => 78000200",
                "0 && (n = 9) => 1210 => feffffff"
            })
    void assignmentChangesExactlyItsBytes(String expression, String at, String bytes) {
        evaluate(expression);

        assertThat(scope.hex(Long.parseLong(at, 16), 4)).isEqualTo(bytes);
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " => ",
            quoteCharacter = '^',
            value = {
                "nosuch => Couldn't resolve error at 'nosuch'",
                "nt!Typeless + 1 => Type information missing error at 'nt!Typeless + 1'",
                "head.Nothing => Couldn't resolve error at '.Nothing'",
                "n.Next => Type conflict error at '.Next'",
                "head + 1 => Type conflict error at '+ 1'",
                "*n => Type conflict error at '*n'",
                "1.5 << 2 => Type conflict error at '<< 2'",
                "1 / 0 => Operand error at '/ 0'",
                "5 = 6 => Type conflict error at '= 6'",
                "@nosuch => Bad register error at '@nosuch'",
                "1 2 => Extra character error in '1 2'",
                "(1 => Syntax error in '(1'",
                "1 + => Numeric expression missing error at ''",
                "99999999999999999999 => Overflow error at '99999999999999999999'",
                "#NO_MACRO(n) => Couldn't resolve error at '#NO_MACRO(n)'",
                "\"text\" => Strings have no value in '\"text\"'"
            })
    void errorNamesPlaceAndCause(String expression, String message) {
        assertThatThrownBy(() -> evaluate(expression))
                .isInstanceOf(ExpressionException.class)
                .hasMessage(message);
    }

    @Test
    void unreadableMemoryIsAFault() {
        assertThatThrownBy(() -> evaluate("*(int *)0")).isInstanceOf(MemoryFault.class);
    }

    @Test
    void nestingBeyondReasonIsRefusedAndDoesNotExhaustTheStack() {
        assertThatThrownBy(() -> evaluate("(".repeat(10_000) + "1")).isInstanceOf(ExpressionException.class);
        assertThatThrownBy(() -> evaluate("-".repeat(10_000) + "1")).isInstanceOf(ExpressionException.class);
        assertThatThrownBy(() -> evaluate("(int)".repeat(10_000) + "1")).isInstanceOf(ExpressionException.class);
    }
}
