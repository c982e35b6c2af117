package io.kdlab.inspect;

import io.kdlab.symbol.Symbols;
import io.kdlab.target.Target;
import io.kdlab.target.Unsupported;
import io.kdlab.value.Address;

/// What the kernel can wait for and marks by a number in its header; addresses that people type are checked by it.
public enum DispatcherObject {
    PROCESS("_KPROCESS", "process", 3),
    THREAD("_KTHREAD", "thread", 6);

    private final String structure;
    private final String word;
    private final int mark;

    DispatcherObject(String structure, String word, int mark) {
        this.structure = structure;
        this.word = word;
        this.mark = mark;
    }

    /// The object at `address`.
    ///
    /// @throws Unsupported when another one, or none, is there, or no symbols describe it
    public Structure at(Address address, Target target, Symbols symbols) {
        Structure object = Structure.at(address, structure, target, symbols);
        if (object.has("Header.Type") && object.get("Header.Type") != mark) {
            throw new Unsupported("there is no " + word + " at " + address);
        }
        return object;
    }
}
