package io.kdlab.address;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kdlab.feature.Feature;
import io.kdlab.value.Bytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Feature("3.4")
@Feature("T02")
@Feature("S07")
class KdnetKeyTest {
    /// kdnet.md §2: `8.8.8.8` is `08` and seven zeros, four times; `17890` is `84 c6 1e`.
    @Test
    void eachNumberIsLittleEndian() {
        assertThat(Bytes.of(KdnetKey.parse("8.8.8.8").bytes())).isEqualTo(Bytes.ofHex("0800000000000000".repeat(4)));
        assertThat(Bytes.of(KdnetKey.parse("17890.0.0.3w5e11264sgsf").bytes()))
                .isEqualTo(Bytes.ofHex("84c61e0000000000" + "00".repeat(16) + "ff".repeat(8)));
    }

    @Test
    void aMadeKeyHasTheDocumentedFormAndIsReadAgain() {
        SecureRandom random = new SecureRandom();
        Set<String> all = new HashSet<>();
        for (int n = 0; n < 1000; n++) {
            KdnetKey key = KdnetKey.random(random);
            assertThat(key.secret()).matches("[0-9a-z]{1,13}(\\.[0-9a-z]{1,13}){3}");
            assertThat(KdnetKey.parse(key.secret())).isEqualTo(key);
            all.add(key.secret());
        }
        assertThat(all).hasSize(1000);
    }

    @Test
    void aFileKeepsTheKeyOutOfCommandLines(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("key");
        Files.writeString(file, "zik0zj.2.3.4 \nno key\n");
        LinkAddress address = LinkAddress.parse("net:port=50000,key=@" + file);
        assertThat(((LinkAddress.Net) address).key()).isEqualTo(KdnetKey.parse("zik0zj.2.3.4"));
        assertThat(address.text() + address + address.canonical()).doesNotContain("zik0zj");
    }

    @Test
    void aFileWithoutAKeyIsNamedAndNotShown(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("key");
        Files.writeString(file, "zik0zj secret\n");
        assertThatThrownBy(() -> LinkAddress.parse("net:port=50000,key=@" + file))
                .isInstanceOf(AddressException.class)
                .hasMessageContaining("first line: must be four numbers")
                .satisfies(e -> assertThat(String.valueOf(e.getMessage())).doesNotContain("zik0zj"));
        assertThatThrownBy(() -> LinkAddress.parse("net:port=50000,key=@" + folder.resolve("none")))
                .isInstanceOf(AddressException.class)
                .hasMessageContaining("there is no file");
    }
}
