package io.kdlab.replay;

import io.kdlab.message.GetContext;
import io.kdlab.message.GetVersion;
import io.kdlab.message.Manipulate;
import io.kdlab.message.ManipulateBody;
import io.kdlab.message.ReadControlSpace;
import io.kdlab.message.ReadMemory;
import io.kdlab.message.ReadPhysical;
import io.kdlab.message.RestoreBreakpoint;
import io.kdlab.value.Bytes;

/// What makes two requests the same: the fields that mean something in a request, and its data. Hosts leave
/// anything in the others.
///
/// @param processor 0 where the processor makes no difference
record RequestKey(int api, int processor, ManipulateBody body, Bytes data) {
    static RequestKey of(Manipulate request) {
        ManipulateBody body = switch (request.body()) {
            case GetVersion _ -> GetVersion.REQUEST;
            case GetContext _ -> new GetContext(0);
            case ReadMemory(var address, int count, int _) -> ReadMemory.of(address, count);
            case ReadPhysical(var address, int count, int _) -> ReadPhysical.of(address, count);
            case ReadControlSpace(long space, int count, int _) -> ReadControlSpace.of(space, count);
            case ManipulateBody other -> other;
        };
        boolean global = body instanceof GetVersion || body instanceof ReadMemory || body instanceof ReadPhysical;
        return new RequestKey(request.apiNumber(), global ? 0 : request.processor(), body, request.data());
    }

    /// Whether a target that is told this does something else than wait.
    static boolean goesOn(Manipulate request) {
        return request.api()
                .filter(api -> switch (api) {
                    case CONTINUE, CONTINUE2, REBOOT, CAUSE_BUG_CHECK -> true;
                    default -> false;
                })
                .isPresent();
    }

    /// For a person: the request, as far as it was not recorded.
    static String words(Manipulate request) {
        return switch (request.body()) {
            case ReadMemory(var address, int count, int _) -> words(request, address.toString(), count);
            case ReadPhysical(var address, int count, int _) -> words(request, address.toString(), count);
            case ReadControlSpace(long space, int count, int _) -> words(request, Long.toHexString(space), count);
            // A host clears all handles there may be, one after the other.
            case RestoreBreakpoint _ -> "RestoreBreakpoint";
            case GetVersion _ -> "GetVersion";
            case ManipulateBody body when request.data().isEmpty() -> body.toString();
            case ManipulateBody body -> body + " with " + request.data();
        };
    }

    private static String words(Manipulate request, String place, int count) {
        return request.body().getClass().getSimpleName() + " " + place + " " + Integer.toUnsignedString(count);
    }
}
