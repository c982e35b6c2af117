package io.kdlab.packet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kdlab.feature.Feature;
import io.kdlab.golden.PacketReader;
import io.kdlab.value.Bytes;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// The decoder's rules one by one; kd-protocol.md 1 and 2.1.
@Feature("2.4")
class PacketDecoderTest {
    private static final KdPacket.Data PRINT = new KdPacket.Data(3, 0x80800000, Bytes.ofLatin1("0000iiii: a print"));
    private static final KdPacket.Data NEXT = new KdPacket.Data(2, 0x80800001, Bytes.zeros(56));
    private static final KdPacket.Control ACK = new KdPacket.Control(PacketType.ACKNOWLEDGE, 0x80800000);

    private final PacketReader host = new PacketReader(Role.HOST);

    @Nested
    class Leader {
        @Test
        void garbageBeforeALeaderIsSkippedAndCounted() {
            assertThat(host.feed(Bytes.ofHex("00ff3030aa6969693030"))
                            .feed(wire(ACK))
                            .take())
                    .containsExactly(new Inbound.Noise(10), new Inbound.Packet(ACK));
        }

        @Test
        void anotherLeaderByteStartsTheCountAgain() {
            assertThat(host.feed(Bytes.ofHex("303030 696969 30"))
                            .feed(wire(PRINT))
                            .take())
                    .containsExactly(new Inbound.Noise(7), new Inbound.Packet(PRINT));
        }

        @Test
        void ofALongRunTheLastFourAreTheLeader() {
            assertThat(host.feed(Bytes.ofHex("3030")).feed(wire(PRINT)).take())
                    .containsExactly(new Inbound.Noise(2), new Inbound.Packet(PRINT));
        }

        @Test
        void endlessGarbageIsReportedWithoutAPacket() {
            host.feed(Bytes.zeros(3 * PacketDecoder.NOISE_REPORT + 1));
            assertThat(host.take())
                    .containsExactly(
                            new Inbound.Noise(PacketDecoder.NOISE_REPORT),
                            new Inbound.Noise(PacketDecoder.NOISE_REPORT),
                            new Inbound.Noise(PacketDecoder.NOISE_REPORT));
            assertThat(host.decoder().isMidway()).isTrue();
            assertThat(host.idle().take()).containsExactly(new Inbound.Noise(1));
            assertThat(host.decoder().isMidway()).isFalse();
        }

        @Test
        void dataOfAnUnknownTypeIsAPacketAllTheSame() {
            KdPacket.Data odd = new KdPacket.Data(0x7777, 5, Bytes.ofHex("01"));
            assertThat(host.feed(wire(odd)).takePackets()).containsExactly(odd);
        }

        @Test
        void controlOfAnUnknownTypeIsIgnored() {
            KdPacket.Control odd = new KdPacket.Control(0x99, 0xdeadbeef);
            assertThat(host.feed(wire(odd)).feed(wire(ACK)).take())
                    .containsExactly(new Inbound.Noise(16), new Inbound.Packet(ACK));
        }

        @Test
        void textThatContainsALeaderIsNoiseNotDamage() {
            Bytes text = Bytes.ofLatin1("address 0x00000000 in iiii, size 0000000");
            assertThat(host.feed(text).feed(wire(ACK)).take())
                    .containsExactly(new Inbound.Noise(text.length()), new Inbound.Packet(ACK));
        }

        /// Zeros of a payload make such a header, and zero is the sum of nothing.
        @Test
        void aPacketWithoutPayloadIsDamagedSinceNoMessageIsEmpty() {
            KdPacket.Data empty = new KdPacket.Data(3, 1, Bytes.EMPTY);
            assertThat(host.feed(wire(empty)).take()).containsExactly(new Inbound.Damaged(Damage.TRUNCATED, 3, 1, 17));
        }
    }

    @Nested
    class DamageOnTheLine {
        @Test
        void badChecksumCostsOnePacketAndIsToldWithItsHeader() {
            Bytes bad = wire(PRINT).with(20, Bytes.ofHex("ff"));
            assertThat(host.feed(bad).feed(wire(NEXT)).take())
                    .containsExactly(
                            new Inbound.Damaged(Damage.BAD_CHECKSUM, 3, 0x80800000, bad.length()),
                            new Inbound.Packet(NEXT));
        }

        @Test
        void badTrailerCostsOnePacket() {
            Bytes bad = wire(PRINT).with(wire(PRINT).length() - 1, Bytes.ofHex("ab"));
            assertThat(host.feed(bad).feed(wire(NEXT)).take())
                    .containsExactly(
                            new Inbound.Damaged(Damage.BAD_TRAILER, 3, 0x80800000, bad.length()),
                            new Inbound.Packet(NEXT));
        }

        @Test
        void aCountOverTheLimitIsRefusedBeforeAnyPayloadIsThere() {
            Bytes header = Bytes.ofHex("30303030 0300 a10f 00008080 00000000");
            assertThat(host.feed(header).idle().take())
                    .containsExactly(new Inbound.Damaged(Damage.TOO_LONG, 3, 0x80800000, 4), new Inbound.Noise(12));
        }

        @Test
        void theLargestPayloadPasses() {
            KdPacket.Data largest = new KdPacket.Data(2, 0x80800000, Bytes.zeros(PacketDecoder.MAX_PAYLOAD));
            assertThat(host.feed(wire(largest)).takePackets()).containsExactly(largest);
            assertThatThrownBy(() -> new KdPacket.Data(2, 0, Bytes.zeros(PacketDecoder.MAX_PAYLOAD + 1)))
                    .hasMessageContaining("4001")
                    .hasMessageContaining("4000");
        }

        @Test
        void lostBytesCostOnePacketNotTwo() {
            for (int lost = 1; lost <= 40; lost++) {
                Bytes whole =
                        wire(new KdPacket.Data(3, 0x80800000, Bytes.ofLatin1("fffff800`00000000 iiii ".repeat(9))));
                Bytes shortened = whole.slice(0, 50).concat(whole.slice(50 + lost));
                List<Inbound> found =
                        host.feed(shortened).feed(wire(NEXT)).feed(wire(ACK)).take();
                assertThat(found).as("%d bytes lost", lost).hasSize(3);
                assertThat(found.get(0)).isInstanceOf(Inbound.Damaged.class);
                assertThat(found.subList(1, 3)).containsExactly(new Inbound.Packet(NEXT), new Inbound.Packet(ACK));
            }
        }

        @Test
        void addedBytesCostOnePacketNotTwo() {
            Bytes whole = wire(PRINT);
            for (int added = 1; added <= 40; added++) {
                Bytes longer = whole.slice(0, 20)
                        .concat(Bytes.ofHex("55".repeat(added)))
                        .concat(whole.slice(20));
                assertThat(host.feed(longer).feed(wire(NEXT)).takePackets())
                        .as("%d bytes added", added)
                        .containsExactly(NEXT);
                host.take();
            }
        }

        @Test
        void silenceEndsAPacketThatBegan() {
            host.feed(wire(PRINT).slice(0, 21));
            assertThat(host.take()).isEmpty();
            assertThat(host.decoder().isMidway()).isTrue();
            assertThat(host.idle().take()).containsExactly(new Inbound.Damaged(Damage.TRUNCATED, 3, 0x80800000, 21));
            assertThat(host.decoder().isMidway()).isFalse();
        }

        @Test
        void silenceFreesThePacketsThatABrokenOneHadSwallowed() {
            Bytes promisesMore = Bytes.ofHex("30303030 0300 a00f 00008080 00000000 616263");
            host.feed(promisesMore).feed(wire(NEXT)).feed(wire(ACK));
            assertThat(host.take()).isEmpty();
            assertThat(host.idle().take())
                    .containsExactly(
                            new Inbound.Damaged(Damage.TRUNCATED, 3, 0x80800000, promisesMore.length()),
                            new Inbound.Packet(NEXT),
                            new Inbound.Packet(ACK));
        }

        @Test
        void aHeaderCutByTheNextPacketCostsOnePacket() {
            for (int cut = 4; cut < 16; cut++) {
                PacketReader reader = new PacketReader(Role.HOST);
                reader.feed(wire(PRINT).slice(0, cut))
                        .feed(wire(NEXT))
                        .feed(wire(ACK))
                        .feed(wire(PRINT));
                assertThat(reader.idle().takePackets())
                        .as("%d bytes of a header", cut)
                        .contains(ACK, PRINT)
                        .endsWith(ACK, PRINT);
            }
        }

        @Test
        void aReopenedWireStartsClean() {
            host.feed(wire(PRINT).slice(0, 21));
            host.decoder().reset();
            assertThat(host.feed(wire(NEXT)).take()).containsExactly(new Inbound.Packet(NEXT));
        }
    }

    @Nested
    class BreakIn {
        private final PacketReader target = new PacketReader(Role.TARGET);
        private final Inbound broken = new Inbound.Packet(new KdPacket.BreakIn());
        private final Bytes b = Bytes.ofHex("62");

        @Test
        void followedBySilenceCounts() {
            assertThat(target.feed(b).take()).isEmpty();
            assertThat(target.decoder().isMidway()).isTrue();
            assertThat(target.idle().take()).containsExactly(broken);
            assertThat(target.idle().take()).isEmpty();
        }

        @Test
        void followedByALeaderCountsAndThePacketFollows() {
            assertThat(target.feed(b).feed(wire(NEXT)).take()).containsExactly(broken, new Inbound.Packet(NEXT));
        }

        @Test
        void insideLineNoiseIsNone() {
            assertThat(target.feed(Bytes.ofHex("00 62 00")).idle().take()).containsExactly(new Inbound.Noise(2));
        }

        @Test
        void severalInARowAreOne() {
            assertThat(target.feed(Bytes.ofHex("626262")).idle().take()).containsExactly(broken);
        }

        @Test
        void insideAPayloadIsPayload() {
            KdPacket.Data data = new KdPacket.Data(3, 0, Bytes.ofLatin1("bbbb"));
            assertThat(target.feed(wire(data)).idle().take()).containsExactly(new Inbound.Packet(data));
        }

        @Test
        void breaksACountOfLeaderBytes() {
            assertThat(target.feed(Bytes.ofHex("303030 62 30")).idle().take())
                    .containsExactly(new Inbound.Noise(4), broken);
        }

        @Test
        void isNoiseToAHost() {
            assertThat(host.feed(b).feed(wire(ACK)).take())
                    .containsExactly(new Inbound.Noise(1), new Inbound.Packet(ACK));
        }
    }

    @Test
    void bareWiresHaveNoTrailer() {
        PacketReader bare = new PacketReader(PacketDialect.BARE, Role.HOST);
        Bytes encoded = PacketEncoder.encode(PRINT, PacketDialect.BARE);
        assertThat(encoded.length()).isEqualTo(wire(PRINT).length() - 1);
        assertThat(bare.feed(encoded).feed(encoded).takePackets()).containsExactly(PRINT, PRINT);
    }

    @Test
    void theTrailerEndsNothingThatContainsIt() {
        KdPacket.Data full = new KdPacket.Data(3, 0x80800000, Bytes.ofHex("AA".repeat(64)));
        assertThat(host.feed(wire(full)).feed(wire(NEXT)).takePackets()).containsExactly(full, NEXT);
    }

    @Nested
    @Feature("3.2")
    class Delimited {
        private final PacketReader bare = new PacketReader(PacketDialect.BARE, Role.HOST);
        private final PacketReader target = new PacketReader(PacketDialect.BARE, Role.TARGET);

        @Test
        void aTruncatedUnitIsDamagedAtOnceAndNeverJoinsWithTheNext() {
            Bytes whole = PacketEncoder.encode(NEXT, PacketDialect.BARE);
            for (int length : new int[] {2, 4, 15, 16, 40, whole.length() - 1}) {
                List<Inbound> found = bare.feed(whole.slice(0, length)).take();
                assertThat(found).as("%d bytes", length).hasSize(1);
                assertThat(((Inbound.Damaged) found.getFirst()).why()).isEqualTo(Damage.TRUNCATED);
                assertThat(bare.decoder().isMidway()).isFalse();
                assertThat(bare.feed(whole).takePackets()).containsExactly(NEXT);
            }
        }

        @Test
        void aBreakInIsAUnitThatBeginsWithIt() {
            assertThat(target.feed(Bytes.ofHex("62")).takePackets()).containsExactly(new KdPacket.BreakIn());
            assertThat(bare.feed(Bytes.ofHex("62")).take())
                    .as("to a host it is noise")
                    .containsExactly(new Inbound.Noise(1));
        }

        /// kdnet.md §4: what a target sends first after a new key.
        @Test
        void aConnectionCheckAndEmptyUnitsAreNoPackets() {
            assertThat(bare.feed(Bytes.ofHex("0000000000000000 0102a8c0")).take())
                    .containsExactly(new Inbound.Noise(12));
            assertThat(bare.feed(Bytes.EMPTY).take()).isEmpty();
        }

        @Test
        void whatFollowsAPacketInItsUnitIsNoise() {
            Bytes twice =
                    PacketEncoder.encode(ACK, PacketDialect.BARE).concat(PacketEncoder.encode(ACK, PacketDialect.BARE));
            assertThat(bare.feed(twice).take())
                    .containsExactlyInAnyOrder(new Inbound.Packet(ACK), new Inbound.Noise(16));
        }

        @Test
        void aUnitOfAnySizeIsJudgedByItsHeaderAndEachByteIsCounted() {
            Bytes endless = Bytes.ofHex("30303030 0200 ffff 00008080 00000000").concat(Bytes.zeros(200_000));
            List<Inbound> found = bare.feed(endless).take();
            assertThat(found).hasSize(2);
            assertThat(((Inbound.Damaged) found.getFirst()).why()).isEqualTo(Damage.TOO_LONG);
            assertThat(found.getLast()).isEqualTo(new Inbound.Noise(endless.length() - 4));
            assertThat(bare.feed(PacketEncoder.encode(ACK, PacketDialect.BARE)).takePackets())
                    .containsExactly(ACK);
        }
    }

    @Test
    void packetsAndDamagePrintThemselvesInTheFieldsWords() {
        assertThat(ACK).hasToString("ACK id=80800000");
        assertThat(PRINT.toString()).startsWith("DEBUG_IO id=80800000 30303030");
        assertThat(new Inbound.Damaged(Damage.BAD_CHECKSUM, 7, 0x80800001, 257))
                .hasToString("STATE_CHANGE64 id=80800001: bad checksum, 257 bytes skipped");
    }

    private static Bytes wire(KdPacket packet) {
        return PacketEncoder.encode(packet, PacketDialect.STREAM);
    }
}
