package io.kdlab.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kdlab.feature.Feature;
import org.junit.jupiter.api.Test;

@Feature("2.4")
class ValueTest {
    private static final Bytes BYTES = Bytes.ofHex("00 01 02 03 fc fd fe ff");

    @Test
    void addressesPrintAsDebuggersDoAndCompareUnsigned() {
        Address kernel = new Address(0xfffff80012345678L);
        assertThat(kernel).hasToString("fffff800`12345678").isGreaterThan(new Address(1));
        assertThat(Address.parse("fffff800`12345678")).isEqualTo(kernel);
        assertThat(Address.parse("0xFFFFF80012345678")).isEqualTo(kernel);
        assertThat(kernel.plus(0x10).minus(kernel)).isEqualTo(0x10);
        assertThat(kernel.alignedDown(0x1000)).isEqualTo(new Address(0xfffff80012345000L));
        assertThatThrownBy(() -> Address.parse("nt!x")).hasMessage("not a hexadecimal address: 'nt!x'");
    }

    @Test
    void numbersAreLittleEndianAndBytesUnsigned() {
        assertThat(BYTES.get(7)).isEqualTo(255);
        assertThat(BYTES.u16(4)).isEqualTo(0xfdfc);
        assertThat(BYTES.u32(1)).isEqualTo(0xfc030201);
        assertThat(BYTES.u64(0)).isEqualTo(0xfffefdfc03020100L);
    }

    @Test
    void slicesAreBytesLikeAnyOther() {
        Bytes slice = BYTES.slice(2, 4);
        assertThat(slice).isEqualTo(Bytes.ofHex("0203fcfd")).hasSameHashCodeAs(Bytes.ofHex("0203fcfd"));
        assertThat(slice.u16(2)).isEqualTo(0xfdfc);
        assertThat(slice.toByteBuffer().remaining()).isEqualTo(4);
        assertThat(slice.toByteBuffer().getInt()).isEqualTo(0xfdfc0302);
        assertThat(slice.concat(BYTES).slice(4)).isEqualTo(BYTES);
        assertThat(slice.with(1, Bytes.ofHex("aabb")).toHex()).isEqualTo("02aabbfd");
        assertThat(slice.slice(4)).isSameAs(Bytes.EMPTY);
    }

    @Test
    void nothingIsReadOutOfBounds() {
        Bytes slice = BYTES.slice(2, 4);
        assertThatThrownBy(() -> slice.get(4)).hasMessage("1 bytes at 4 of 4");
        assertThatThrownBy(() -> slice.u32(1)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> slice.slice(-1, 2)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> slice.slice(0, 5)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> slice.slice(2, Integer.MAX_VALUE)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void bytesDoNotChangeWithTheArrayTheyCameFrom() {
        byte[] array = {1, 2, 3};
        Bytes bytes = Bytes.of(array);
        array[0] = 9;
        bytes.toByteArray()[1] = 9;
        assertThat(bytes).isEqualTo(Bytes.ofHex("010203"));
    }

    @Test
    void longBytesPrintShort() {
        assertThat(Bytes.zeros(32)).hasToString("00".repeat(32));
        assertThat(Bytes.zeros(100)).hasToString("00".repeat(32) + "…(100)");
        assertThat(Hex.dump(Bytes.ofLatin1("Hello, KD\n and more")))
                .isEqualTo("0000  48 65 6c 6c 6f 2c 20 4b 44 0a 20 61 6e 64 20 6d  Hello, KD. and m\n"
                        + "0010  6f 72 65                                         ore\n");
    }

    @Test
    void textEndsAtItsNul() {
        assertThat(Bytes.ofLatin1("a\0b").toLatin1Nul()).isEqualTo("a");
        assertThat(Bytes.ofLatin1("ab").toLatin1Nul()).isEqualTo("ab");
    }

    @Test
    void statusesKnowSuccessByTheTopBit() {
        assertThat(NtStatus.CONTINUE.isSuccess()).isTrue();
        assertThat(NtStatus.EXCEPTION_NOT_HANDLED.isSuccess()).isFalse();
        assertThat(NtStatus.UNSUCCESSFUL).hasToString("0xC0000001");
        assertThat(NtStatus.UNSUCCESSFUL.words()).isEqualTo("unsuccessful");
        assertThat(new NtStatus(0xC0001234).words()).isEqualTo("0xC0001234");
    }

    @Test
    void epochsOnlyGrow() {
        assertThat(Epoch.NONE.next()).isEqualTo(new Epoch(1)).isGreaterThan(Epoch.NONE);
        assertThat(Epoch.NONE.next().isAfter(Epoch.NONE)).isTrue();
        assertThat(Epoch.NONE.isAfter(Epoch.NONE)).isFalse();
        assertThatThrownBy(() -> new Epoch(-1)).hasMessageContaining("-1");
        assertThatThrownBy(() -> new Epoch(Long.MAX_VALUE).next()).isInstanceOf(ArithmeticException.class);
    }
}
