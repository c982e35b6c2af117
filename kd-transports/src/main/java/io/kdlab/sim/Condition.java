package io.kdlab.sim;

/// The sixteen conditions of Jcc, SETcc and CMOVcc, by the low four bits of the opcode.
final class Condition {
    private Condition() {}

    static boolean holds(int code, Registers r) {
        boolean value = switch (code >>> 1 & 7) {
            case 0 -> r.flag(Registers.OF);
            case 1 -> r.flag(Registers.CF);
            case 2 -> r.flag(Registers.ZF);
            case 3 -> r.flag(Registers.CF | Registers.ZF);
            case 4 -> r.flag(Registers.SF);
            case 5 -> r.flag(Registers.PF);
            case 6 -> r.flag(Registers.SF) != r.flag(Registers.OF);
            default -> r.flag(Registers.ZF) || r.flag(Registers.SF) != r.flag(Registers.OF);
        };
        return value != ((code & 1) != 0);
    }
}
