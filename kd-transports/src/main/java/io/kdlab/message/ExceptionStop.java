package io.kdlab.message;

import io.kdlab.layout.At;
import io.kdlab.layout.Struct;
import io.kdlab.value.Address;
import io.kdlab.value.Bytes;
import io.kdlab.value.NtStatus;
import java.util.List;
import java.util.stream.IntStream;

/// The target stopped on an exception: breakpoint, step, break-in, fault, bug check.
///
/// Where the target stands is the state change's program counter; `address` may lie one off.
@Struct(name = "DBGKM_EXCEPTION64", size = 0xa0)
public record ExceptionStop(
        @At(0) NtStatus code,
        @At(0x04) int flags,
        @At(0x08) Address record,
        @At(0x10) Address address,
        @At(0x18) int parameterCount,
        @At(value = 0x20, length = 120) Bytes parameters,
        @At(0x98) int firstChance)
        implements StateChangeBody {
    /// The exception's parameter `index`; 0 to 14.
    public long parameter(int index) {
        return parameters.u64(8 * index);
    }

    /// The parameters that the target says are valid.
    public List<Long> validParameters() {
        int count = Math.clamp(Integer.toUnsignedLong(parameterCount), 0, 15);
        return IntStream.range(0, count).mapToObj(this::parameter).toList();
    }

    /// Whether the target's own handlers have not seen the exception yet.
    public boolean isFirstChance() {
        return firstChance != 0;
    }
}
