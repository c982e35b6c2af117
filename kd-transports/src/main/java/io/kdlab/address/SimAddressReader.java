package io.kdlab.address;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// `sim:` and `fault:`, and the fault rates that both take.
final class SimAddressReader {
    private static final int MOST_CPUS = 64;

    private SimAddressReader() {}

    static LinkAddress sim(ConnectionString string) {
        string.allow(withRates("x64", "x86", "seed", "cpus"));
        boolean x64 = string.flag("x64");
        boolean x86 = string.flag("x86");
        if (x64 == x86) {
            throw string.error(5, "which machine? known: x64, x86 (sim:x64,seed=1)");
        }
        return new LinkAddress.Sim(
                x64 ? "x64" : "x86",
                seed(string),
                string.number("cpus", 1, MOST_CPUS).orElse(1),
                FaultRates.of(string));
    }

    static LinkAddress fault(ConnectionString string, LinkAddressReader reader) {
        string.allow(withRates("wire", "seed", "baud", "sampled"));
        int baud = string.number("baud", ComAddressReader.LOWEST_BAUD, ComAddressReader.HIGHEST_BAUD)
                .orElse(0);
        if (baud == 0 && string.has("sampled")) {
            throw string.badKey("sampled", "\"sampled\" goes with baud=, the rate of the sender");
        }
        int sampled = string.number("sampled", ComAddressReader.LOWEST_BAUD, ComAddressReader.HIGHEST_BAUD)
                .orElse(baud);
        return new LinkAddress.Fault(FaultRates.of(string), seed(string), baud, sampled, wire(string, reader));
    }

    private static LinkAddress wire(ConnectionString string, LinkAddressReader reader) {
        String inner = string.required("wire");
        try {
            return reader.read(inner);
        } catch (AddressException e) {
            throw string.inside("wire", e);
        }
    }

    private static int seed(ConnectionString string) {
        return string.number("seed", 0, Integer.MAX_VALUE).orElse(1);
    }

    private static String[] withRates(String... keys) {
        List<String> all = new ArrayList<>(Arrays.asList(keys));
        all.addAll(FaultRates.KEYS);
        return all.toArray(String[]::new);
    }
}
