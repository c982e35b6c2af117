package io.kdlab.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.kdlab.address.LinkAddress;
import io.kdlab.connection.ConnectionOptions;
import io.kdlab.connection.KdConnection;
import io.kdlab.connection.LinkNotice;
import io.kdlab.connection.LinkStatus;
import io.kdlab.feature.Feature;
import io.kdlab.feature.On;
import io.kdlab.layout.StructCodec;
import io.kdlab.message.ContextX86;
import io.kdlab.message.Continue2X86;
import io.kdlab.message.ControlReportX86;
import io.kdlab.message.ExceptionStop;
import io.kdlab.message.GetContext;
import io.kdlab.message.GetVersion;
import io.kdlab.message.LoadSymbols;
import io.kdlab.message.Machine;
import io.kdlab.message.Manipulate;
import io.kdlab.message.ManipulateBody;
import io.kdlab.message.ReadControlSpace;
import io.kdlab.message.ReadMemory;
import io.kdlab.message.SetContext;
import io.kdlab.message.SpecialRegistersX86;
import io.kdlab.message.StateChange;
import io.kdlab.message.WriteBreakpoint;
import io.kdlab.message.WriteControlSpace;
import io.kdlab.message.WriteMemory;
import io.kdlab.value.Address;
import io.kdlab.value.Bytes;
import io.kdlab.value.Epoch;
import io.kdlab.value.NtStatus;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The 32-bit machine through the product's connection: what is otherwise on the wire than on x64.
@Timeout(120)
@Feature(value = "3.9", on = On.SIM)
final class SimX86Test {
    private static final Duration LIMIT = Duration.ofSeconds(40);
    private static final StructCodec<ContextX86> CONTEXT = StructCodec.of(ContextX86.class);
    private static final StructCodec<SpecialRegistersX86> SPECIAL = StructCodec.of(SpecialRegistersX86.class);

    private final SimImage kernel = SimBoot.of(CpuMode.X86, 5, 1).kernel();
    private final BlockingQueue<LinkNotice> notices = new LinkedBlockingQueue<>();
    private KdConnection link;
    private int dr7 = 0x400;

    @BeforeEach
    void boot() throws Exception {
        link = KdConnection.open(LinkAddress.parse("sim:x86,seed=5"), ConnectionOptions.standard(), notices::add);
        for (String name : new String[] {"simkernel32.exe", "simdrv32.sys"}) {
            StateChange loaded = stop();
            assertThat(loaded.path()).endsWith(name);
            assertThat(((LoadSymbols) loaded.body()).base().value())
                    .as("sign-extended")
                    .isNegative();
            go(false);
        }
        link.breakIn(Epoch.NONE);
        assertThat(((ExceptionStop) stop().body()).code()).isEqualTo(NtStatus.BREAKPOINT);
    }

    @AfterEach
    void off() {
        link.close();
    }

    @Test
    void versionAndReportAreThoseOfA32BitKernel() throws Exception {
        GetVersion version = (GetVersion) ask(GetVersion.REQUEST, Bytes.EMPTY).body();
        assertThat(version.machine()).isEqualTo(Machine.X86);
        assertThat(version.kernelBase().value()).isEqualTo((int) kernel.base());
        StateChange change = ((LinkStatus.Stopped) link.status()).change();
        ControlReportX86 report = (ControlReportX86) change.report();
        assertThat(report.cs()).isEqualTo((short) 8);
        assertThat(report.fs()).isEqualTo((short) 0x30);
        assertThat(report.instructions().get(0)).isEqualTo(0xCC);
        assertThat(context().eip()).isEqualTo((int) change.programCounter().value());
        assertThat(context().eax()).as("status: control-C").isEqualTo(1);
    }

    @Test
    void aBreakpointIsHitAndTheStackHoldsItsArgument() throws Exception {
        long hot = kernel.export("SimHotFunction");
        skipInt3();
        int before = 0;
        for (int n = 0; n < 3; n++) {
            ask(new WriteBreakpoint(Address.of(hot), 0), Bytes.EMPTY);
            go(false);
            StateChange hit = stop();
            assertThat(hit.programCounter().value()).isEqualTo((int) hot);
            int count = read(Integer.toUnsignedLong(context().esp()) + 4, 4).u32(0);
            assertThat(count).isEqualTo(read(kernel.export("SimCounter"), 4).u32(0) + 1);
            assertThat(n == 0 || count == before + 1).isTrue();
            before = count;
            go(true);
            assertThat(((ExceptionStop) stop().body()).code()).isEqualTo(NtStatus.SINGLE_STEP);
        }
    }

    @Test
    void controlSpaceIsTheProcessorStateByOffset() throws Exception {
        Bytes special = control(SpecialRegistersX86.CONTROL_SPACE, SPECIAL.size());
        SpecialRegistersX86 registers = SPECIAL.decode(special, 0);
        assertThat(registers.cr3()).isPositive();
        assertThat(registers.gdtr().limit()).isEqualTo((short) 0x7F);
        assertThat(CONTEXT.decode(control(0, CONTEXT.size()), 0)).isEqualTo(context());
        assertThat(ask(ReadControlSpace.of(800, 8), Bytes.EMPTY).status()).isEqualTo(NtStatus.UNSUCCESSFUL);
    }

    @Test
    void aDataBreakpointStopsBehindTheWrite() throws Exception {
        Bytes special = control(SpecialRegistersX86.CONTROL_SPACE, SPECIAL.size());
        Bytes watched = SimSession.quadBytes(kernel.export("SimWatched")).slice(0, 4);
        Bytes changed = special.with(0x10, watched);
        Manipulate written =
                ask(new WriteControlSpace(SpecialRegistersX86.CONTROL_SPACE, changed.length(), 0), changed);
        assertThat(written.status()).isEqualTo(NtStatus.SUCCESS);
        dr7 = 0x400 | 2 | 0xD << 16; // DR0: four bytes, written
        skipInt3();
        go(false);
        StateChange hit = stop();
        assertThat(((ExceptionStop) hit.body()).code()).isEqualTo(NtStatus.SINGLE_STEP);
        assertThat(((ControlReportX86) hit.report()).dr6() & 15).isEqualTo(1);
        long distance = Integer.toUnsignedLong((int) hit.programCounter().value()) - kernel.export("SimHotFunction");
        assertThat(distance).isBetween(1L, 64L);
    }

    @Test
    void aFaultHasSignExtendedParametersAndABugCheckShortOnes() throws Exception {
        write(kernel.export("SimFault"), Bytes.of((byte) 3));
        skipInt3();
        go(false);
        ExceptionStop fault = (ExceptionStop) stop().body();
        assertThat(fault.code()).isEqualTo(NtStatus.ACCESS_VIOLATION);
        assertThat(fault.validParameters()).containsExactly(1L, (long) 0x8000_0123);
        link.send(Epoch.NONE, Manipulate.request(0, Continue2X86.of(NtStatus.EXCEPTION_NOT_HANDLED, false, dr7)));
        String text = "";
        while (!text.contains("Fatal System Error")) {
            if (next() instanceof LinkNotice.Printed(String said, var _)) {
                text = said;
            }
        }
        assertThat(text).contains("0x0000001e").contains("(0xC0000005,0x").contains("0x80000123)");
        assertThat(((ExceptionStop) stop().body()).code()).isEqualTo(NtStatus.BREAKPOINT);
    }

    @Test
    void severalProcessorsRunHereToo() throws Exception {
        link.close();
        notices.clear();
        link = KdConnection.open(
                LinkAddress.parse("sim:x86,seed=5,cpus=2"), ConnectionOptions.standard(), notices::add);
        stop();
        go(false);
        stop();
        go(false);
        while (!(next() instanceof LinkNotice.Printed(String said, var _) && said.contains("up"))) {
            // Earlier news.
        }
        link.breakIn(Epoch.NONE);
        assertThat(stop().processorCount()).isEqualTo(2);
        ask(new WriteBreakpoint(Address.of(kernel.export("SimProcessorWork")), 0), Bytes.EMPTY);
        skipInt3();
        go(false);
        StateChange hit = stop();
        assertThat(hit.processor()).isEqualTo(1);
        Manipulate there = link.request(Epoch.NONE, Manipulate.request(1, new GetContext(0)), LIMIT);
        assertThat(CONTEXT.decode(there.data(), 0).eip()).isEqualTo((int) kernel.export("SimProcessorWork"));
    }

    private LinkNotice next() throws InterruptedException {
        LinkNotice notice = notices.poll(LIMIT.toSeconds(), TimeUnit.SECONDS);
        assertThat(notice).as("something from the target within %s", LIMIT).isNotNull();
        return Objects.requireNonNull(notice);
    }

    private StateChange stop() throws InterruptedException {
        while (true) {
            if (next() instanceof LinkNotice.StateChanged stop) {
                return stop.change();
            }
        }
    }

    private Manipulate ask(ManipulateBody body, Bytes data) throws Exception {
        return link.request(Epoch.NONE, Manipulate.request(0, body, data), LIMIT);
    }

    private Bytes read(long address, int count) throws Exception {
        return ask(ReadMemory.of(Address.of(address), count), Bytes.EMPTY).data();
    }

    private void write(long address, Bytes bytes) throws Exception {
        ask(new WriteMemory(Address.of(address), bytes.length(), 0), bytes);
    }

    private Bytes control(int offset, int count) throws Exception {
        return ask(ReadControlSpace.of(offset, count), Bytes.EMPTY).data();
    }

    private ContextX86 context() throws Exception {
        return CONTEXT.decode(ask(new GetContext(0), Bytes.EMPTY).data(), 0);
    }

    private void skipInt3() throws Exception {
        Bytes image = ask(new GetContext(0), Bytes.EMPTY).data();
        int eip = image.u32(0xB8) + 1;
        assertThat(ask(
                                new SetContext(0),
                                image.with(0xB8, SimSession.quadBytes(eip).slice(0, 4)))
                        .status())
                .isEqualTo(NtStatus.SUCCESS);
    }

    private void go(boolean step) throws Exception {
        link.send(Epoch.NONE, Manipulate.request(0, Continue2X86.of(NtStatus.CONTINUE, step, dr7)));
    }
}
