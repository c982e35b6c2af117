package io.kdlab.symbol;

import static org.assertj.core.api.Assertions.assertThat;

import io.kdlab.feature.Feature;
import io.kdlab.value.Address;
import io.kdlab.value.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The target's list of modules, healthy and sick; entries are laid out as `kd-protocol.md` §6.4 has them.
@Feature("M06")
@Feature("2.6")
class ModuleListTest {
    private static final Address HEAD = Address.parse("fffff800`00001000");
    private static final Address FIRST = Address.parse("ffffe000`00002000");
    private static final Address KERNEL = Address.parse("fffff800`12340000");

    private final ImageMemory memory = new ImageMemory();

    private static Address entry(int index) {
        return FIRST.plus(0x1000L * index);
    }

    private void entry(int index, Address next, Address base, int size, String path, String file) {
        Address at = entry(index);
        memory.write(at, Bytes.zeros(0xa0)).write64(at, next.value()).write64(at.plus(0x30), base.value());
        memory.write(at.plus(0x40), little(size)).write(at.plus(0x78), little(0xc0de + index));
        memory.write(at.plus(0x9c), little(0x60000000 + index));
        text(at.plus(0x48), at.plus(0x200), path);
        text(at.plus(0x58), at.plus(0x800), file);
    }

    private void text(Address descriptor, Address buffer, String text) {
        Bytes wide = Bytes.of(text.getBytes(StandardCharsets.UTF_16LE));
        memory.write(buffer, wide)
                .write(descriptor, little(wide.length() | wide.length() << 16))
                .write64(descriptor.plus(8), buffer.value());
    }

    private static Bytes little(int value) {
        return Bytes.of((byte) value, (byte) (value >> 8), (byte) (value >> 16), (byte) (value >> 24));
    }

    private void three() {
        memory.write64(HEAD, entry(0).value());
        entry(0, entry(1), KERNEL, 0x800000, "\\SystemRoot\\system32\\ntoskrnl.exe", "ntoskrnl.exe");
        entry(1, entry(2), KERNEL.plus(0x1000000), 0x40000, "\\SystemRoot\\system32\\hal.dll", "hal.dll");
        entry(2, HEAD, KERNEL.plus(0x2000000), 0x9000, "\\??\\C:\\my driver.v2.sys", "my driver.v2.sys");
    }

    @Test
    void everyEntryBecomesAModule() {
        three();
        ModuleWalk walk = ModuleWalk.of(memory, HEAD, KERNEL);
        assertThat(walk.trouble()).isEmpty();
        assertThat(walk.modules().all())
                .containsExactly(
                        new Module("nt", KERNEL, 0x800000, 0x60000000, 0xc0de, "\\SystemRoot\\system32\\ntoskrnl.exe"),
                        new Module(
                                "hal",
                                KERNEL.plus(0x1000000),
                                0x40000,
                                0x60000001,
                                0xc0df,
                                "\\SystemRoot\\system32\\hal.dll"),
                        new Module(
                                "my_driver_v2",
                                KERNEL.plus(0x2000000),
                                0x9000,
                                0x60000002,
                                0xc0e0,
                                "\\??\\C:\\my driver.v2.sys"));
        assertThat(walk.modules().named("NTOSKRNL")).map(Module::name).contains("nt");
        assertThat(walk.modules().all().getFirst().fileName()).isEqualTo("ntoskrnl.exe");
    }

    @Test
    void anEmptyListIsNoTrouble() {
        memory.write64(HEAD, HEAD.value());
        assertThat(ModuleWalk.of(memory, HEAD, KERNEL))
                .isEqualTo(new ModuleWalk(ModuleList.EMPTY, java.util.Optional.empty()));
        // At the earliest stops the head itself has not been initialised.
        memory.write64(HEAD, 0);
        assertThat(ModuleWalk.of(memory, HEAD, KERNEL).trouble()).isEmpty();
    }

    @Test
    void sickListsEndInOneLineAndKeepWhatWasFound() {
        three();
        memory.write64(entry(2), entry(1).value());
        trouble("circle", 3);
        memory.write64(entry(2), 0xdead0000L);
        trouble("00000000`dead0000", 3);
        memory.unmap(entry(1));
        trouble(entry(1).toString(), 1);
        memory.unmap(HEAD);
        trouble(HEAD.toString(), 0);
        assertThat(ModuleWalk.of(memory, Address.ZERO, KERNEL).trouble())
                .hasValueSatisfying(why -> assertThat(why).contains("has not said"));
    }

    private void trouble(String words, int kept) {
        ModuleWalk walk = ModuleWalk.of(memory, HEAD, KERNEL);
        assertThat(walk.trouble())
                .hasValueSatisfying(why -> assertThat(why).contains(words).doesNotContain("\n"));
        assertThat(walk.modules().all()).hasSize(kept);
    }

    @Test
    void aListWithoutEndIsCutOff() {
        ImageMemory endless = new ImageMemory();
        endless.write64(HEAD, entry(0).value());
        for (int i = 0; i <= ModuleWalk.MOST_MODULES + 1; i++) {
            Address at = FIRST.plus(0x100L * i);
            endless.write(at, Bytes.zeros(0xa0)).write64(at, at.plus(0x100).value());
        }
        assertThat(ModuleWalk.of(endless, HEAD, KERNEL).trouble())
                .hasValueSatisfying(why -> assertThat(why).contains("more than"));
    }

    @Test
    void namesAreBoundedAndHarmless() {
        three();
        // A length of 65535 bytes, of which only a page is there.
        memory.write(entry(1).plus(0x58), Bytes.ofHex("ffffffff"));
        memory.write(entry(1).plus(0x48), Bytes.ofHex("0000"));
        text(entry(2).plus(0x48), entry(2).plus(0x200), "bad\u0007\u001b[2Jname.sys");
        ModuleWalk walk = ModuleWalk.of(memory, HEAD, KERNEL);
        assertThat(walk.modules().all()).hasSize(3);
        assertThat(walk.modules().all().get(1).path().length()).isLessThanOrEqualTo(ModuleWalk.LONGEST_NAME / 2);
        assertThat(walk.modules().all().get(2).path()).isEqualTo("bad??[2Jname.sys");
    }

    @Test
    void noticesMakeAListFromNothing() {
        ModuleList list = ModuleList.EMPTY
                .loaded("\\SystemRoot\\system32\\ntoskrnl.exe", KERNEL, 0x800000, 7, KERNEL)
                .loaded("hal.dll", KERNEL.plus(0x1000000), 0x40000, 8, KERNEL);
        assertThat(list.all()).extracting(Module::name).containsExactly("nt", "hal");
        assertThat(list.containing(KERNEL.plus(0x7fffff))).map(Module::name).contains("nt");
        assertThat(list.containing(KERNEL.plus(0x800000))).isEmpty();
        ModuleList unloaded = list.without(KERNEL.plus(0x1000000));
        assertThat(unloaded.all()).hasSize(1);
        assertThat(list.all()).as("lists do not change").hasSize(2);
        assertThat(unloaded.without(Address.ZERO)).isSameAs(unloaded);
    }

    @Test
    void aModuleTakesThePlaceOfWhatItOverlaps() {
        ModuleList list = ModuleList.EMPTY
                .loaded("old.sys", KERNEL, 0x5000, 1, Address.ZERO)
                .loaded("new.sys", KERNEL.plus(0x1000), 0x5000, 2, Address.ZERO);
        assertThat(list.all()).extracting(Module::name).containsExactly("new");
    }

    @Test
    void aNameThatIsTakenGetsTheBaseAppended() {
        ModuleList list = ModuleList.EMPTY
                .loaded("a\\twin.sys", KERNEL, 0x1000, 1, Address.ZERO)
                .loaded("b\\twin.sys", KERNEL.plus(0x10000), 0x1000, 2, Address.ZERO);
        assertThat(list.all()).extracting(Module::name).isEqualTo(List.of("twin", "twin_fffff800_12350000"));
    }
}
