package io.kdlab.connection;

import io.kdlab.link.LinkDialect;
import io.kdlab.link.LinkIds;
import io.kdlab.link.MachineRule;
import io.kdlab.link.TargetHabits;
import io.kdlab.packet.KdPacket;
import io.kdlab.packet.PacketType;
import io.kdlab.transport.Direction;
import io.kdlab.transport.LinkTap;
import java.time.Instant;

/// The wire at the target's end: what its side owes the host at once, and what the host may hear twice or not at all.
final class ModelTargetTap implements LinkTap {
    private static final String ANSWER = "the target acks a packet or asks for it again";
    private static final String ANSWER_RESET = "the target answers RESET";
    private static final String SAY_AGAIN = "the target says something again";

    private final ModelScene scene;
    private final ModelLedger ledger;
    private final ModelKernel kernel;
    private final int first;
    private final boolean acksTravel;
    private final boolean dutiful;

    ModelTargetTap(ModelScene scene, ModelLedger ledger, ModelKernel kernel) {
        this.scene = scene;
        this.ledger = ledger;
        this.kernel = kernel;
        first = scene.dialect().ids().firstId();
        acksTravel = scene.dialect().acks() == LinkDialect.Acks.PACKETS;
        MachineRule habit = scene.habit();
        dutiful = habit != TargetHabits.KDD && habit != TargetHabits.RESETTING;
    }

    @Override
    public void packet(Instant time, Direction direction, KdPacket packet) {
        ledger.trace((direction == Direction.TO_TARGET ? "target gets " : "target sends ") + packet);
        if (direction == Direction.FROM_TARGET) {
            sends(packet);
            return;
        }
        if (!(packet instanceof KdPacket.BreakIn)) {
            kernel.followed();
        }
        if (kernel.inFlight() >= 0 && ledger.isUncertain()) {
            // What was meant for the kernel before the reboot stands for the ack of this one's packet.
            ledger.gaveUp(kernel.inFlight());
        }
        switch (packet) {
            case KdPacket.Data data -> getsData(data);
            case KdPacket.Control(int type, int _) when type == PacketType.RESET -> getsReset();
            case KdPacket.Control(int type, int _) when type == PacketType.RESEND && owes() -> ledger.owes(SAY_AGAIN);
            default -> {
                // Nothing comes of it at once.
            }
        }
    }

    private boolean owes() {
        return dutiful && !kernel.isDeaf();
    }

    private void getsData(KdPacket.Data data) {
        if (owes() && acksTravel && kernel.isListening() && ledger.isDueToRun(data.payload())) {
            ledger.owes(ModelLedger.RUN);
        }
        if (owes() && acksTravel) {
            ledger.owes(ANSWER);
        }
    }

    private void getsReset() {
        if (!kernel.isDeaf()) {
            ledger.resetIsAnswered();
        }
        ledger.resynchronisedDuring(kernel.inFlight());
        if (scene.faults().overtaking()) {
            // What follows may overtake the answer, and so may each copy.
            for (int i = 0; i < 3; i++) {
                ledger.mayComeTwice(kernel.announcement());
            }
        }
        if (scene.dialect().ids().reset() == LinkIds.Reset.RESTARTS) {
            ledger.idsBeginAnew(kernel.inFlight());
        }
        if (owes()) {
            ledger.owes(ANSWER_RESET);
            ledger.owes(SAY_AGAIN);
            kernel.begins(kernel.begins() && scene.dialect().ids().reset() == LinkIds.Reset.CARRIES);
        }
    }

    private void sends(KdPacket packet) {
        switch (packet) {
            case KdPacket.Data data -> {
                ledger.does(SAY_AGAIN);
                ledger.require(
                        !kernel.begins() || !dutiful || data.id() == first,
                        "the target begins with another id: " + data);
                kernel.begins(false);
            }
            case KdPacket.Control(int type, int _) -> {
                ledger.does(type == PacketType.RESET ? ANSWER_RESET : ANSWER);
                if (type == PacketType.RESET && scene.habit() == TargetHabits.RESETTING) {
                    ledger.resynchronisedDuring(kernel.inFlight());
                }
            }
            case KdPacket.BreakIn _ -> ledger.require(false, "a target broke in");
        }
    }
}
