package io.kdlab.arch;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// The registers of one record (a context, the special registers) by name, in the order of the table.
public final class RegisterTable {
    private final Map<String, Register> byName = new LinkedHashMap<>();

    RegisterTable(List<Register> rows) {
        for (Register row : rows) {
            if (byName.put(row.name(), row) != null) {
                throw new IllegalArgumentException("register " + row.name() + " is in the table twice");
            }
        }
    }

    /// The register of that name, upper or lower case.
    public Optional<Register> find(String name) {
        return Optional.ofNullable(byName.get(name.toLowerCase(Locale.ROOT)));
    }

    /// The register of that name.
    ///
    /// @throws IllegalArgumentException naming it, when there is none
    public Register get(String name) {
        return find(name).orElseThrow(() -> new IllegalArgumentException("no register is called '" + name + "'"));
    }

    /// All rows.
    public Collection<Register> rows() {
        return Collections.unmodifiableCollection(byName.values());
    }

    /// The rows of one kind.
    public List<Register> rows(Register.Kind kind) {
        return byName.values().stream().filter(row -> row.kind() == kind).toList();
    }
}
