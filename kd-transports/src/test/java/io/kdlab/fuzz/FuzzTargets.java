package io.kdlab.fuzz;

import io.kdlab.transport.ieee1394.FirewireFuzz;
import io.kdlab.transport.net.KdnetDatagramFuzz;
import io.kdlab.transport.net.KdnetSessionFuzz;
import java.lang.reflect.InvocationTargetException;
import java.util.List;

/// The fuzz targets: classes with the method that Jazzer calls, `fuzzerTestOneInput(byte[])`.
final class FuzzTargets {
    /// All of them; each has a folder of inputs by its simple name under `src/test/resources/fuzz`.
    static final List<Class<?>> ALL = List.of(
            PacketFinderFuzz.class,
            MessageFuzz.class,
            ConnectionStringFuzz.class,
            RecordingFuzz.class,
            KdnetDatagramFuzz.class,
            KdnetSessionFuzz.class,
            FirewireFuzz.class);

    private FuzzTargets() {}

    /// Gives a target one input, as Jazzer does.
    static void feed(Class<?> target, byte[] input) throws Throwable {
        try {
            target.getMethod("fuzzerTestOneInput", byte[].class).invoke(null, (Object) input);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
