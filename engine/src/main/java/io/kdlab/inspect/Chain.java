package io.kdlab.inspect;

import io.kdlab.symbol.type.Type;
import io.kdlab.target.MemoryFault;
import io.kdlab.value.Address;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What hangs in a list of `LIST_ENTRY`s.
///
/// @param entries in the order of the list, as far as it could be followed
/// @param problem why the list could not be followed to its end
public record Chain(List<Placed> entries, Optional<String> problem) {
    /// More entries than this are a list that a broken pointer leads out of.
    static final int MOST = 20_000;

    /// Copies the list.
    public Chain {
        entries = List.copyOf(entries);
    }

    /// Follows forward pointers from `head`, which is no entry, until it comes back to it.
    static Chain of(Structures by, Address head, String type, String link) {
        Type whole = by.type(type);
        Placed.Field at = whole instanceof Type.Structure structure
                ? by.field(structure, link).orElseThrow(() -> by.missing(type + "." + link))
                : raise(by, type);
        List<Placed> found = new ArrayList<>();
        Set<Address> seen = new HashSet<>();
        Address last = head;
        try {
            for (Address entry = by.memory().pointer(head);
                    !entry.equals(head);
                    entry = by.memory().pointer(entry)) {
                if (entry.value() == 0) {
                    return new Chain(found, Optional.of("the list ends at " + last + " without coming back"));
                }
                if (!seen.add(entry)) {
                    return new Chain(
                            found, Optional.of("the list runs in a circle that leaves out its head: " + entry));
                }
                if (found.size() >= MOST) {
                    return new Chain(found, Optional.of("more than " + MOST + " entries: not followed further"));
                }
                found.add(new Placed(by, whole, entry.plus(-at.offset())));
                last = entry;
            }
            return new Chain(found, Optional.empty());
        } catch (MemoryFault fault) {
            return new Chain(found, Optional.of("the list is broken behind " + last + ": " + fault.getMessage()));
        }
    }

    private static Placed.Field raise(Structures by, String type) {
        throw by.missing("the structure " + type);
    }
}
