package io.kdlab.symbol;

/// A place in a module, told by the nearest symbol below it: `nt!HotFunction+0x12`.
///
/// Where a module has no symbol below, `name` is empty and the distance counts from the module's base:
/// `nt+0x1234`.
public record Symbol(Module module, String name, long displacement) {
    @Override
    public String toString() {
        String place = name.isEmpty() ? module.name() : module.name() + "!" + name;
        return displacement == 0 ? place : place + "+0x" + Long.toHexString(displacement);
    }
}
