package io.kdlab.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.kdlab.connection.LinkNotice;
import io.kdlab.feature.Feature;
import io.kdlab.feature.On;
import io.kdlab.message.GetVersion;
import io.kdlab.message.LoadSymbols;
import io.kdlab.message.ReadControlSpace;
import io.kdlab.message.ReadPhysical;
import io.kdlab.message.StateChange;
import io.kdlab.value.Address;
import io.kdlab.value.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What the simulated kernel has besides its code: modules that come and go, processes, a restart of its own.
@Timeout(120)
@Feature(value = "3.9", on = On.SIM)
final class SimWorldTest {
    private static final int RESTART = 10;
    private static final int LOAD = 11;
    private static final int UNLOAD = 12;

    @Test
    void aModuleIsLoadedLaterAndUnloaded() throws Exception {
        SimImage late = SimBoot.of(1).late();
        try (SimSession s = SimSession.stopped(1)) {
            assertThat(s.read(late.base(), 2)).as("not there yet").isEqualTo(Bytes.EMPTY);
            order(s, LOAD);
            StateChange loaded = s.nextStop();
            LoadSymbols told = (LoadSymbols) loaded.body();
            assertThat(loaded.path()).endsWith("simlate.sys");
            assertThat(told.base().value()).isEqualTo(late.base());
            assertThat(told.unload()).isZero();
            assertThat(s.read(late.base(), 2)).isEqualTo(Bytes.ofLatin1("MZ"));
            assertThat(modules(s)).containsExactly("simkernel.exe", "simdrv.sys", "simlate.sys");
            s.plant(late.entryPoint());
            s.go();
            assertThat(s.nextStop().programCounter().value()).as("it runs").isEqualTo(late.entryPoint());
            s.go();
            s.printed("late image at");
            s.breakIn();

            order(s, UNLOAD);
            StateChange unloaded = s.nextStop();
            assertThat(((LoadSymbols) unloaded.body()).unload()).isEqualTo((byte) 1);
            assertThat(((LoadSymbols) unloaded.body()).base().value()).isEqualTo(late.base());
            s.go();
            assertThat(s.printed("gone")).matches("(?s).*gone after [1-9][0-9]* calls.*");
            s.breakIn();
            assertThat(s.read(late.base(), 2)).as("unmapped").isEqualTo(Bytes.EMPTY);
            assertThat(modules(s)).containsExactly("simkernel.exe", "simdrv.sys");
        }
    }

    @Test
    void theKernelRestartsByItselfAndSaysSoFirst() throws Exception {
        try (SimSession s = SimSession.stopped(1)) {
            order(s, RESTART);
            s.printed("restarting");
            LoadSymbols farewell = (LoadSymbols) s.nextStop().body();
            assertThat(farewell.unload()).isEqualTo((byte) 1);
            assertThat(farewell.base().value())
                    .as("kd-protocol.md §3: an orderly end")
                    .isEqualTo(-1);
            s.go();
            LinkNotice notice = s.next();
            while (!(notice instanceof LinkNotice.TargetReset)) {
                notice = s.next();
            }
            s.passImages();
            s.printed("simkernel: up");
        }
    }

    @Test
    void eachProcessMapsAPageOfItsOwnAtTheSameAddress() throws Exception {
        try (SimSession s = SimSession.stopped(6)) {
            s.workASecond();
            GetVersion version = (GetVersion) s.ask(GetVersion.REQUEST).body();
            Bytes block = s.read(s.read(version.debuggerDataList().value(), 8).u64(0), 0x368);
            long directoryOffset = block.u16(0x2AE);
            long head = block.u64(0x50);
            List<String> names = new ArrayList<>();
            List<Long> frames = new ArrayList<>();
            // ActiveProcessLinks is behind the name; both are told by the PDB, and here by what nt.h lays out.
            for (long link = s.read(head, 8).u64(0);
                    link != head;
                    link = s.read(link, 8).u64(0)) {
                Bytes name = s.read(link - 16, 15);
                names.add(name.toLatin1Nul());
                long process = link - 16 - nameOffset();
                long directory = s.read(process + directoryOffset, 8).u64(0);
                if (!name.toLatin1Nul().equals("System")) {
                    long frame = walk(s, directory, 0x1_0000);
                    frames.add(frame);
                    assertThat(physical(s, frame, 8).u64(0))
                            .as("the page tells whose it is")
                            .isEqualTo(directory);
                    assertThat(physical(s, frame + 8, 8).u64(0))
                            .as("and its thread writes to it")
                            .isPositive();
                }
            }
            assertThat(names).containsExactly("System", "smss.exe", "simtest.exe");
            assertThat(frames).doesNotHaveDuplicates().hasSize(2);
            long system =
                    s.ask(ReadControlSpace.of(2, SpecialRegisters.SIZE)).data().u64(0x10);
            assertThat(walk(s, system, 0x1_0000))
                    .as("the system process has no such page")
                    .isZero();
        }
    }

    /// EPROCESS.ImageFileName: what KPROCESS takes, 24 + 16 + 8 + 4 + 4 + 1, aligned to 8.
    private static long nameOffset() {
        return 64;
    }

    private static long walk(SimSession s, long root, long virtual) throws Exception {
        long table = root;
        for (int shift = 39; shift >= 12; shift -= 9) {
            long entry = physical(s, table + (virtual >>> shift & 0x1FF) * 8, 8).u64(0);
            if ((entry & 1) == 0) {
                return 0;
            }
            table = entry & PageWalk.FRAME;
        }
        return table;
    }

    private static Bytes physical(SimSession s, long address, int count) throws Exception {
        return s.ask(ReadPhysical.of(Address.of(address), count)).data();
    }

    private static void order(SimSession s, int what) throws Exception {
        s.write(s.kernel.export("SimFault"), Bytes.of((byte) what));
        s.skipInt3();
        s.go();
    }

    private static List<String> modules(SimSession s) throws Exception {
        GetVersion version = (GetVersion) s.ask(GetVersion.REQUEST).body();
        long head = version.loadedModuleList().value();
        List<String> names = new ArrayList<>();
        for (long entry = s.read(head, 8).u64(0);
                entry != head;
                entry = s.read(entry, 8).u64(0)) {
            Bytes row = s.read(entry, 0xA0);
            names.add(new String(s.read(row.u64(0x60), row.u16(0x58)).toByteArray(), StandardCharsets.UTF_16LE));
        }
        return names;
    }
}
