package io.kdlab.layout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kdlab.feature.Feature;
import io.kdlab.value.Address;
import io.kdlab.value.Bytes;
import io.kdlab.value.NtStatus;
import org.junit.jupiter.api.Test;

@Feature("2.4")
class StructCodecTest {
    @Struct(name = "EVERYTHING", size = 0x28)
    public record Everything(
            @At(0x00) byte one,
            @At(0x02) short two,
            @At(0x04) int four,
            @At(0x08) long eight,
            @At(0x10) Address address,
            @At(0x18) NtStatus status,
            @At(0x1c) Inner inner,
            @At(value = 0x24, length = 3) Bytes fixed) {}

    @Struct(name = "INNER", size = 0x06)
    public record Inner(@At(0x04) short last, @At(0x00) short first) {}

    @Struct(name = "OVERLAP", size = 0x08)
    public record Overlap(@At(0x00) int first, @At(0x03) int second) {}

    @Struct(name = "OVERRUN", size = 0x06)
    public record Overrun(@At(0x00) int first, @At(0x04) int second) {}

    @Struct(name = "UNPLACED", size = 0x04)
    public record Unplaced(int first) {}

    @Struct(name = "ODD", size = 0x08)
    public record Odd(@At(0) double number) {}

    @Struct(name = "LENGTHLESS", size = 0x08)
    public record Lengthless(@At(0) Bytes bytes) {}

    public record NoStruct(@At(0) int number) {}

    private static final Bytes BYTES =
            Bytes.ofHex("01 ee 0302 07060504 0f0e0d0c0b0a0908 1716151413121110 010000c0 2221 eeee 2423 eeee 252627 ee");
    private static final Everything VALUE = new Everything(
            (byte) 1,
            (short) 0x0203,
            0x04050607,
            0x08090a0b0c0d0e0fL,
            new Address(0x1011121314151617L),
            NtStatus.UNSUCCESSFUL,
            new Inner((short) 0x2324, (short) 0x2122),
            Bytes.ofHex("252627"));

    private final StructCodec<Everything> codec = StructCodec.of(Everything.class);

    @Test
    void readsEveryWireTypeAtItsOffset() {
        assertThat(codec.decode(Bytes.ofHex("ffff").concat(BYTES), 2)).isEqualTo(VALUE);
    }

    @Test
    void writesDeclaredBytesAndLeavesTheGapsAlone() {
        byte[] into = Bytes.ofHex("ee".repeat(42)).toByteArray();
        codec.encode(VALUE, into, 1);
        assertThat(Bytes.of(into)).isEqualTo(Bytes.ofHex("ee").concat(BYTES).concat(Bytes.ofHex("ee")));
    }

    @Test
    void masksTheGapsOfItselfAndOfWhatItContains() {
        assertThat(codec.declared())
                .isEqualTo(Bytes.ofHex("ff 00 ffff ffffffff ffffffffffffffff ffffffffffffffff ffffffff"
                        + " ffff 0000 ffff 0000 ffffff 00"));
    }

    @Test
    void describesFieldsAndGapsInOrder() {
        assertThat(StructCodec.of(Inner.class).describe(0x10)).isEqualTo("""
                | at | size | field | type |
                |---|---|---|---|
                | 0x010 | 2 | first | u16 |
                | 0x012 | 2 | – | not declared |
                | 0x014 | 2 | last | u16 |
                """);
        assertThat(codec.describe(0))
                .contains("| 0x010 | 8 | address | u64 Address |")
                .contains("| 0x01c | 6 | inner | INNER |")
                .contains("| 0x024 | 3 | fixed | 3 bytes |");
    }

    @Test
    void refusesLayoutsThatContradictThemselves() {
        assertThatThrownBy(() -> StructCodec.of(Overlap.class))
                .hasMessageContaining("Overlap.second at 3 overlaps first");
        assertThatThrownBy(() -> StructCodec.of(Overrun.class))
                .hasMessageContaining("Overrun.second ends at 8, the structure at 6");
        assertThatThrownBy(() -> StructCodec.of(Unplaced.class)).hasMessageContaining("Unplaced.first has no @At");
        assertThatThrownBy(() -> StructCodec.of(Odd.class)).hasMessageContaining("Odd.number: no wire type for double");
        assertThatThrownBy(() -> StructCodec.of(Lengthless.class)).hasMessageContaining("Lengthless.bytes");
        assertThatThrownBy(() -> StructCodec.of(NoStruct.class)).hasMessageContaining("NoStruct has no @Struct");
    }

    @Test
    void refusesFixedBytesOfAnotherLength() {
        Everything wrong = new Everything(
                (byte) 0, (short) 0, 0, 0, Address.ZERO, NtStatus.SUCCESS, VALUE.inner(), Bytes.zeros(4));
        assertThatThrownBy(() -> codec.encode(wrong, new byte[0x28], 0))
                .hasMessageContaining("4 bytes where the layout has 3");
    }

    @Test
    void refusesToReadPastTheEnd() {
        assertThatThrownBy(() -> codec.decode(BYTES, 1)).isInstanceOf(IndexOutOfBoundsException.class);
    }
}
