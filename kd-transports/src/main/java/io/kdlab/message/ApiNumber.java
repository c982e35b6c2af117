package io.kdlab.message;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/// The APIs of the manipulate family: number, union and whether the target replies.
public enum ApiNumber {
    READ_VIRTUAL(0x3130, ReadMemory.class, true),
    WRITE_VIRTUAL(0x3131, WriteMemory.class, true),
    GET_CONTEXT(0x3132, GetContext.class, true),
    SET_CONTEXT(0x3133, SetContext.class, true),
    WRITE_BREAKPOINT(0x3134, WriteBreakpoint.class, true),
    RESTORE_BREAKPOINT(0x3135, RestoreBreakpoint.class, true),
    CONTINUE(0x3136, Continue.class, false),
    READ_CONTROL_SPACE(0x3137, ReadControlSpace.class, true),
    WRITE_CONTROL_SPACE(0x3138, WriteControlSpace.class, true),
    READ_IO_SPACE(0x3139, ReadIoSpace.class, true),
    WRITE_IO_SPACE(0x313A, WriteIoSpace.class, true),
    REBOOT(0x313B, Reboot.class, false),
    CONTINUE2(0x313C, Continue2.class, false),
    READ_PHYSICAL(0x313D, ReadPhysical.class, true),
    WRITE_PHYSICAL(0x313E, WritePhysical.class, true),
    QUERY_SPECIAL_CALLS(0x313F, QuerySpecialCalls.class, true),
    SET_SPECIAL_CALL(0x3140, SetSpecialCall.class, true),
    CLEAR_SPECIAL_CALLS(0x3141, ClearSpecialCalls.class, true),
    SET_INTERNAL_BREAKPOINT(0x3142, SetInternalBreakpoint.class, true),
    GET_INTERNAL_BREAKPOINT(0x3143, GetInternalBreakpoint.class, true),
    READ_IO_SPACE_EXTENDED(0x3144, ReadIoSpaceExtended.class, true),
    WRITE_IO_SPACE_EXTENDED(0x3145, WriteIoSpaceExtended.class, true),
    GET_VERSION(0x3146, GetVersion.class, true),
    WRITE_BREAKPOINT_EX(0x3147, WriteBreakpointEx.class, true),
    RESTORE_BREAKPOINT_EX(0x3148, RestoreBreakpointEx.class, true),
    CAUSE_BUG_CHECK(0x3149, CauseBugCheck.class, false),
    SWITCH_PROCESSOR(0x3150, SwitchProcessor.class, false),
    PAGE_IN(0x3151, PageIn.class, true),
    READ_MSR(0x3152, ReadMsr.class, true),
    WRITE_MSR(0x3153, WriteMsr.class, true),
    OLD_VLM1(0x3154, OldVlm1.class, true),
    OLD_VLM2(0x3155, OldVlm2.class, true),
    SEARCH_MEMORY(0x3156, SearchMemory.class, true),
    GET_BUS_DATA(0x3157, GetBusData.class, true),
    SET_BUS_DATA(0x3158, SetBusData.class, true),
    CHECK_LOW_MEMORY(0x3159, CheckLowMemory.class, true),
    CLEAR_ALL_INTERNAL_BREAKPOINTS(0x315A, ClearAllInternalBreakpoints.class, false),
    FILL_MEMORY(0x315B, FillMemory.class, true),
    QUERY_MEMORY(0x315C, QueryMemory.class, true),
    SWITCH_PARTITION(0x315D, SwitchPartition.class, true),
    WRITE_CUSTOM_BREAKPOINT(0x315E, WriteCustomBreakpoint.class, true),
    GET_CONTEXT_EX(0x315F, GetContextEx.class, true),
    SET_CONTEXT_EX(0x3160, SetContextEx.class, true);

    private static final Map<Integer, ApiNumber> BY_CODE =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(ApiNumber::code, Function.identity()));
    private static final Map<Class<?>, ApiNumber> BY_BODY =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(api -> api.body, Function.identity()));

    private final int code;
    private final Class<? extends Record> body;
    private final boolean replies;

    ApiNumber(int code, Class<? extends Record> body, boolean replies) {
        this.code = code;
        this.body = body;
        this.replies = replies;
    }

    /// The API of a number on the wire; empty for one that we do not know.
    public static Optional<ApiNumber> of(int code) {
        return Optional.ofNullable(BY_CODE.get(code));
    }

    /// The API of a body; empty for [UnknownApi].
    public static Optional<ApiNumber> of(ManipulateBody body) {
        return switch (body) {
            case UnknownApi _ -> Optional.empty();
            case Continue2X86 _, Continue2Arm64 _ -> Optional.of(CONTINUE2);
            default -> Optional.ofNullable(BY_BODY.get(body.getClass()));
        };
    }

    public int code() {
        return code;
    }

    /// Whether a reply message follows the request. Where not, the ack is the only answer.
    public boolean replies() {
        return replies;
    }

    /// The record of the union; for [#CONTINUE2] it is that of x64, see [Machine].
    public Class<? extends Record> body() {
        return body;
    }
}
