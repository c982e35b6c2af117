package io.kdlab.transport.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kdlab.address.KdnetKey;
import io.kdlab.feature.Feature;
import io.kdlab.transport.net.KdnetDatagram.Channel;
import io.kdlab.value.Bytes;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What is sealed opens; anything else does not. `KdnetCaptureTest` shows that it is WinDbg's seal.
@Feature("3.4")
class KdnetSealTest {
    private static final long SEED = 20_261_125;
    private static final KdnetKey KEY = KdnetKey.parse("1.2.3.zik0zjzzzzzz");
    private static final KdnetSeal CONTROL = KdnetSeal.control(KEY);
    private static final Bytes RESPONSE = Bytes.zeros(322).with(0, Bytes.ofHex("0102"));
    private static final KdnetSeal DATA = CONTROL.data(RESPONSE);

    /// A poke, a response, an ack, a break-in, the shortest of all, a long reply.
    static Stream<KdnetDatagram> datagrams() {
        Random random = new Random(SEED);
        return Stream.of(
                new KdnetDatagram(4, Channel.CONTROL, 3, false, bytes(random, 344)),
                new KdnetDatagram(2, Channel.CONTROL, KdnetDatagram.LAST_NUMBER, true, RESPONSE),
                new KdnetDatagram(4, Channel.DATA, 1, true, bytes(random, 16)),
                new KdnetDatagram(5, Channel.DATA, 0x1_0000_0001L, true, Bytes.of((byte) 0x62)),
                new KdnetDatagram(4, Channel.CONTROL, 9, true, Bytes.EMPTY),
                new KdnetDatagram(4, Channel.DATA, 77, false, bytes(random, 16 + 56 + 1360)));
    }

    @ParameterizedTest
    @MethodSource("datagrams")
    void whatIsSealedOpens(KdnetDatagram said) {
        Bytes sealed = seal(said).seal(said);
        assertThat(sealed.length() % 16).isEqualTo(22 % 16);
        assertThat(seal(said).open(sealed)).contains(said);
    }

    @ParameterizedTest
    @MethodSource("datagrams")
    void oneBitFlippedAnywhereIsRefused(KdnetDatagram said) {
        Bytes sealed = seal(said).seal(said);
        for (int bit = 0; bit < 8 * sealed.length(); bit++) {
            byte[] flipped = sealed.toByteArray();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            Bytes datagram = Bytes.of(flipped);
            // As a receiver does it: under the seal of the channel that it claims.
            Optional<KdnetDatagram> opened = KdnetSeal.channelOf(datagram)
                    .flatMap(channel -> (channel == Channel.DATA ? DATA : CONTROL).open(datagram));
            assertThat(opened).as("bit %d of %s", bit, said).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("datagrams")
    void oneByteLessOrABlockMoreIsRefused(KdnetDatagram said) {
        Bytes sealed = seal(said).seal(said);
        assertThat(seal(said).open(sealed.slice(0, sealed.length() - 1))).isEmpty();
        assertThat(seal(said).open(sealed.slice(0, sealed.length() - 16))).isEmpty();
        assertThat(seal(said).open(sealed.concat(Bytes.zeros(16)))).isEmpty();
    }

    @Test
    void anotherResponseMakesAnotherKey() {
        KdnetDatagram said = new KdnetDatagram(4, Channel.DATA, 1, true, Bytes.ofHex("62"));
        assertThat(CONTROL.data(RESPONSE.with(321, Bytes.ofHex("01"))).open(DATA.seal(said)))
                .isEmpty();
    }

    @Test
    void whatIsTooShortOrTooLongIsNoDatagram() {
        assertThat(KdnetSeal.channelOf(Bytes.EMPTY)).isEmpty();
        assertThat(KdnetSeal.channelOf(Bytes.ofLatin1("MDBG"))).isEmpty();
        assertThat(KdnetSeal.channelOf(
                        Bytes.ofHex("4d444247 0400".replace(" ", "")).concat(Bytes.zeros(16))))
                .isEmpty();
        assertThat(KdnetSeal.channelOf(Bytes.ofHex("4d4442470400").concat(Bytes.zeros(16 * 256))))
                .isEmpty();
        assertThat(KdnetSeal.channelOf(Bytes.ofHex("4d4442470402").concat(Bytes.zeros(32))))
                .isEmpty();
    }

    @Test
    void noTextShowsAKey() {
        KdnetOffer offer = new KdnetOffer(
                new java.net.InetSocketAddress("127.0.0.1", 1), KEY, new java.net.InetSocketAddress("127.0.0.1", 2));
        assertThat(CONTROL + " " + DATA + " " + KEY + " " + offer + " " + KdnetResponse.decode(RESPONSE))
                .doesNotContain("zik0zjzzzzzz")
                .doesNotContain(Bytes.of(KEY.bytes()).toHex().substring(0, 16));
        assertThatThrownBy(() -> KdnetKey.parse("1.2.3.zik0zjzzzzzz!"))
                .satisfies(e -> assertThat(String.valueOf(e.getMessage())).doesNotContain("zik0"));
    }

    private static KdnetSeal seal(KdnetDatagram said) {
        return said.channel() == Channel.DATA ? DATA : CONTROL;
    }

    private static Bytes bytes(Random random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return Bytes.of(bytes);
    }
}
