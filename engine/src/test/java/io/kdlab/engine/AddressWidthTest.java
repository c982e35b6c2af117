package io.kdlab.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.kdlab.feature.Feature;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Feature("3.1")
class AddressWidthTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ffffffff`8059cece cc              int     3        | 8059cece cc              int     3
            Kernel base = 0xffffffff`80400000 PsLoaded…        | Kernel base = 0x80400000 PsLoaded…
            call nt!Foo (ffffffff`80462800)                    | call nt!Foo (80462800)
            00000000`7ffdf000 ffffffff`80400000   nt           | 7ffdf000 80400000   nt
            Memory access error at 00000000`00001000           | Memory access error at 00001000
            ffffffff`806410a4  b1420e18`b1425018 00000000`00000001 | 806410a4  b1420e18`b1425018 00000000`00000001
            ffffffff`806410a4  ????????`????????                   | 806410a4  ????????`????????
            fffff800`80400000 is no address of 32 bits         | fffff800`80400000 is no address of 32 bits
            no address at all                                  | no address at all
            """)
    void narrowAddressesHaveEightDigits(String text, String shown) {
        assertThat(AddressWidth.NARROW.show(text + "\n" + text)).isEqualTo(shown + "\n" + shown);
        assertThat(AddressWidth.WIDE.show(text)).isEqualTo(text);
    }

    @Test
    void theWidthIsThatOfThePointers() {
        assertThat(AddressWidth.of(4)).isEqualTo(AddressWidth.NARROW);
        assertThat(AddressWidth.of(8)).isEqualTo(AddressWidth.WIDE);
    }
}
