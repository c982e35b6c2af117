package io.kdlab.arch;

import static org.assertj.core.api.Assertions.assertThat;

import io.kdlab.feature.Feature;
import io.kdlab.layout.At;
import io.kdlab.layout.StructCodec;
import io.kdlab.message.ContextArm64;
import io.kdlab.message.ContextX64;
import io.kdlab.message.ContextX86;
import io.kdlab.message.DebuggerDataBlock;
import io.kdlab.message.SpecialRegistersArm64;
import io.kdlab.message.SpecialRegistersX64;
import io.kdlab.message.SpecialRegistersX86;
import io.kdlab.target.DebuggerData;
import io.kdlab.value.Bytes;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The engine's register tables and the wire's records were written apart; they say the same.
@Feature("3.1")
class RecordsAgreeTest {
    private static final Map<String, String> OTHER_NAMES = Map.ofEntries(
            Map.entry("efl", "eflags"),
            Map.entry("dbgctl", "debugControl"),
            Map.entry("lbrto", "lastBranchTo"),
            Map.entry("lbrfrom", "lastBranchFrom"),
            Map.entry("lerto", "lastExceptionTo"),
            Map.entry("lerfrom", "lastExceptionFrom"));

    @Test
    void sizes() {
        assertThat(X64.INSTANCE.contextSize())
                .isEqualTo(StructCodec.of(ContextX64.class).size());
        assertThat(X86.INSTANCE.contextSize())
                .isEqualTo(StructCodec.of(ContextX86.class).size());
        assertThat(Arm64.INSTANCE.contextSize())
                .isEqualTo(StructCodec.of(ContextArm64.class).size());
        assertThat(X64.INSTANCE.specialSize())
                .isEqualTo(StructCodec.of(SpecialRegistersX64.class).size());
        assertThat(X86.INSTANCE.specialSize())
                .isEqualTo(StructCodec.of(SpecialRegistersX86.class).size());
        assertThat(Arm64.INSTANCE.specialSize())
                .isEqualTo(StructCodec.of(SpecialRegistersArm64.class).size());
        assertThat(X86.INSTANCE.specialSpace()).isEqualTo(SpecialRegistersX86.CONTROL_SPACE);
    }

    @Test
    void contexts() {
        agree(X64.INSTANCE.registers(), ContextX64.class, 38);
        agree(X86.INSTANCE.registers(), ContextX86.class, 22);
        agree(Arm64.INSTANCE.registers(), ContextArm64.class, 7);
        agree(Arm64.INSTANCE.specialRegisters(), SpecialRegistersArm64.class, 5);
    }

    /// Of registers with the same name, offset and width are the same. Segments of x86 have 32 bits, of which 16 count.
    private static void agree(RegisterTable table, Class<? extends Record> type, int least) {
        int same = 0;
        for (RecordComponent component : type.getRecordComponents()) {
            for (Register register : table.rows()) {
                String wanted = OTHER_NAMES.getOrDefault(register.name(), register.name());
                if (wanted.replace("_", "").equalsIgnoreCase(component.getName())) {
                    assertThat(register.offset()).as(register.name()).isEqualTo(offset(component));
                    if (register.kind() != Register.Kind.SEGMENT) {
                        assertThat(register.width()).as(register.name()).isEqualTo(width(component));
                    }
                    same++;
                }
            }
        }
        assertThat(same).as(type.getSimpleName()).isGreaterThanOrEqualTo(least);
    }

    @ParameterizedTest
    @CsvSource({
        "cr0, cr0",
        "cr2, cr2",
        "cr3, cr3",
        "cr4, cr4",
        "kdr0, kernelDr0",
        "kdr3, kernelDr3",
        "kdr6, kernelDr6",
        "kdr7, kernelDr7",
        "tr, tr",
        "ldtr, ldtr"
    })
    void specialRegistersOfBothX86(String register, String component) throws NoSuchFieldException {
        assertThat(X64.INSTANCE.specialRegisters().get(register).offset())
                .isEqualTo(offset(component(SpecialRegistersX64.class, component)));
        assertThat(X86.INSTANCE.specialRegisters().get(register).offset())
                .isEqualTo(offset(component(SpecialRegistersX86.class, component)));
    }

    @Test
    void elementsOfArraysLieWhereTheArraysDo() {
        byte[] raw = new byte[StructCodec.of(ContextArm64.class).size()];
        for (int i = 0; i < raw.length; i++) {
            raw[i] = (byte) (i * 7);
        }
        ContextArm64 record = StructCodec.of(ContextArm64.class).decode(Bytes.of(raw), 0);
        RegisterFile file = RegisterFile.of(Arm64.INSTANCE, Bytes.of(raw));
        for (int number = 0; number < 29; number++) {
            assertThat(file.get("x" + number)).isEqualTo(record.x().u64(8 * number));
        }
        for (int number = 0; number < 32; number++) {
            assertThat(file.bytes("v" + number)).isEqualTo(record.v().slice(16 * number, 16));
        }
        assertThat(file.get("bcr7"))
                .isEqualTo(Integer.toUnsignedLong(record.bcr().u32(28)));
        assertThat(file.get("wvr1")).isEqualTo(record.wvr().u64(8));
        byte[] x86 = Arrays.copyOf(raw, StructCodec.of(ContextX86.class).size());
        ContextX86 context = StructCodec.of(ContextX86.class).decode(Bytes.of(x86), 0);
        RegisterFile narrow = RegisterFile.of(X86.INSTANCE, Bytes.of(x86));
        assertThat(narrow.bytes("st3"))
                .isEqualTo(context.floatingSave().registers().slice(30, 10));
        assertThat(narrow.bytes("xmm5")).isEqualTo(context.extendedRegisters().slice(0xa0 + 80, 16));
        assertThat(narrow.get("fpcw")).isEqualTo(context.floatingSave().controlWord() & 0xffffL);
    }

    @Test
    void theDataBlock() throws NoSuchFieldException {
        Map<String, Integer> offsets = Map.of(
                "ownerTag", DebuggerData.TAG_OFFSET,
                "size", DebuggerData.SIZE_OFFSET,
                "kernBase", DebuggerData.KERN_BASE,
                "breakpointWithStatus", DebuggerData.BREAKPOINT_WITH_STATUS,
                "psLoadedModuleList", DebuggerData.PS_LOADED_MODULE_LIST,
                "psActiveProcessHead", DebuggerData.PS_ACTIVE_PROCESS_HEAD,
                "kiBugcheckData", DebuggerData.KI_BUGCHECK_DATA,
                "ntBuildLab", DebuggerData.NT_BUILD_LAB,
                "kiProcessorBlock", DebuggerData.KI_PROCESSOR_BLOCK);
        for (var offset : offsets.entrySet()) {
            assertThat(offset(component(DebuggerDataBlock.class, offset.getKey())))
                    .as(offset.getKey())
                    .isEqualTo(offset.getValue());
        }
    }

    private static RecordComponent component(Class<? extends Record> type, String name) throws NoSuchFieldException {
        return Arrays.stream(type.getRecordComponents())
                .filter(component -> component.getName().equals(name))
                .findFirst()
                .orElseThrow(() -> new NoSuchFieldException(name));
    }

    private static int offset(RecordComponent component) {
        return component.getAnnotation(At.class).value();
    }

    private static int width(RecordComponent component) {
        return switch (component.getType().getSimpleName()) {
            case "long" -> 8;
            case "int" -> 4;
            case "short" -> 2;
            case "byte" -> 1;
            default -> component.getAnnotation(At.class).length();
        };
    }
}
