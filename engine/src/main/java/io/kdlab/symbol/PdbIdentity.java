package io.kdlab.symbol;

import io.kdlab.value.Bytes;
import java.util.Locale;

/// What ties an image to its PDB: a GUID and how often the PDB was written since.
///
/// @param guid the sixteen bytes as files hold them
public record PdbIdentity(Bytes guid, int age) {
    public PdbIdentity {
        if (guid.length() != 16) {
            throw new IllegalArgumentException("a GUID has 16 bytes, not " + guid.length());
        }
    }

    /// The name of its directory in a symbol store: the GUID's digits and the age, upper case, nothing between.
    public String key() {
        String rest = guid.slice(8).toHex();
        return String.format(Locale.ROOT, "%08x%04x%04x%s%x", guid.u32(0), guid.u16(4), guid.u16(6), rest, age)
                .toUpperCase(Locale.ROOT);
    }

    @Override
    public String toString() {
        return key();
    }
}
