package io.kdlab.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.kdlab.feature.Feature;
import io.kdlab.target.MemorySpan;
import io.kdlab.value.Address;
import io.kdlab.value.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// What the cache asks for, and what it says about holes.
@Feature("K10")
class CachedMemoryTest {
    private static final long BASE = 0xfffff80000000000L;
    private static final int PAGE = 4096;
    /// What a KD packet carries.
    private static final int PACKET = 3944;

    private int rate;
    private final ReadAhead ahead = new ReadAhead(PACKET, () -> rate);

    /// A page-wise readable memory that counts what it is asked for.
    private static final class Pages implements CachedMemory.Source {
        final List<String> asked = new ArrayList<>();
        final List<Integer> present = new ArrayList<>();

        @Override
        public CachedMemory.Fetched fetch(Address at, int length) {
            assertThat(length).isBetween(1, PACKET);
            asked.add(Long.toHexString(at.value() - BASE) + "+" + length);
            var out = new byte[length];
            for (int i = 0; i < length; i++) {
                long place = at.value() - BASE + i;
                if (!present.contains((int) (place / PAGE))) {
                    return new CachedMemory.Fetched(Bytes.of(out, 0, i), true);
                }
                out[i] = expected(place);
            }
            return new CachedMemory.Fetched(Bytes.of(out), false);
        }

        static byte expected(long place) {
            return (byte) (place * 31 + (place >> 8));
        }
    }

    @Test
    void whatIsKnownIsNotAskedForAgain() {
        var pages = new Pages();
        pages.present.add(0);
        var memory = new CachedMemory(pages, ahead);
        assertThat(memory.u32(new Address(BASE + 0x10))).isEqualTo(memory.u32(new Address(BASE + 0x10)));
        memory.u64(new Address(BASE + 0x0c));
        assertThat(pages.asked).containsExactly("10+4", "c+4");
    }

    @Test
    void longReadTravelsInWholePackets() {
        var pages = new Pages();
        pages.present.addAll(List.of(0, 1, 2, 3));
        Bytes bytes = new CachedMemory(pages, ahead).readAll(new Address(BASE), 4 * PAGE);
        assertThat(bytes.length()).isEqualTo(4 * PAGE);
        for (int i = 0; i < bytes.length(); i++) {
            assertThat((byte) bytes.get(i)).isEqualTo(Pages.expected(i));
        }
        assertThat(pages.asked).hasSize(5);
    }

    @Test
    void unreadReadAndUnreadableAreThreeThings() {
        var pages = new Pages();
        pages.present.add(0);
        var memory = new CachedMemory(pages, ahead);
        assertThat(memory.read(new Address(BASE + PAGE - 8), 16))
                .isInstanceOfSatisfying(MemorySpan.Partial.class, p -> {
                    assertThat(p.bytes().length()).isEqualTo(8);
                    assertThat(p.unreadableFrom()).isEqualTo(new Address(BASE + PAGE));
                });
        assertThat(memory.read(new Address(BASE + PAGE + 3), 4)).isInstanceOf(MemorySpan.Unreadable.class);
        assertThat(memory.read(new Address(BASE), Integer.MAX_VALUE)).isInstanceOf(MemorySpan.Unknown.class);
    }

    @Test
    void droppedMemoryIsAskedForAgain() {
        var pages = new Pages();
        pages.present.add(0);
        var memory = new CachedMemory(pages, ahead);
        memory.u8(new Address(BASE));
        memory.drop();
        memory.u8(new Address(BASE));
        assertThat(pages.asked).hasSize(2);
    }

    @Test
    void nothingIsFetchedAheadWhereADeviceMayBe() {
        var pages = new Pages();
        pages.present.add(0);
        rate = 300_000;
        var memory = new CachedMemory(pages, ahead);
        memory.u32(new Address(BASE + 0x10));
        memory.u32(new Address(BASE + 0x14));
        assertThat(pages.asked).containsExactly("10+4", "14+4");
    }

    @Test
    void fetchedAheadIsNoMoreThanTwentyMillisecondsOfTheWireAndAPacket() {
        var pages = new Pages();
        pages.present.addAll(List.of(0, 1, 2));
        var memory = new CachedMemory(pages, ahead);
        ahead.images(at -> new Address(BASE + 3 * PAGE));
        rate = 11_520;
        memory.u32(new Address(BASE));
        memory.u32(new Address(BASE + 4 + 128));
        rate = 300_000;
        memory.u32(new Address(BASE + 8 + 128 + 230));
        memory.u32(new Address(BASE + 12 + 128 + 230 + 2048));
        assertThat(pages.asked).containsExactly("0+132", "84+234", "16e+2052", "972+3944");
    }

    @Test
    void fetchedAheadEndsWhereTheImageOrTheOrdinaryPageEnds() {
        var pages = new Pages();
        pages.present.addAll(List.of(0, 1, 2));
        rate = 300_000;
        ahead.images(at -> at.value() < BASE + 0x20 ? new Address(BASE + 0x20) : at);
        var memory = new CachedMemory(pages, ahead);
        memory.u32(new Address(BASE + 0x10));
        memory.ordinary(new Address(BASE + PAGE + 8), 8);
        memory.u64(new Address(BASE + 2 * PAGE - 0x10));
        memory.u64(new Address(BASE + 2 * PAGE));
        assertThat(pages.asked).containsExactly("10+16", "1ff0+16", "2000+8");
    }

    @Test
    void whatACommandExpectsToReadTravelsTogether() {
        var pages = new Pages();
        pages.present.addAll(List.of(0, 1));
        var memory = new CachedMemory(pages, ahead);
        memory.expect(new Address(BASE + 0x100), 0x400);
        for (int i = 0; i < 0x400; i += 4) {
            memory.u32(new Address(BASE + 0x100 + i));
        }
        memory.u32(new Address(BASE + 0x500));
        assertThat(pages.asked).containsExactly("100+1024", "500+4");
    }

    @Test
    void targetThatGivesAllOrNothingIsAskedForThePageAlone() {
        var pages = new Pages();
        pages.present.add(0);
        CachedMemory.Source strict = (at, length) -> {
            CachedMemory.Fetched some = pages.fetch(at, length);
            return some.failed() ? new CachedMemory.Fetched(Bytes.EMPTY, true) : some;
        };
        var memory = new CachedMemory(strict, ahead);
        assertThat(memory.read(new Address(BASE + PAGE - 8), 16).known().length())
                .isEqualTo(8);
        assertThat(pages.asked).containsExactly("ff8+16", "ff8+8", "1000+8");
    }

    @Test
    void anyReadsGiveWhatIsThere() {
        long seed = System.nanoTime();
        var random = new Random(seed);
        var pages = new Pages();
        pages.present.addAll(List.of(0, 1, 3, 4, 5, 7));
        rate = random.nextInt(1_000_000);
        ahead.images(at -> new Address(BASE + (random.nextInt(8) + 1L) * PAGE));
        var memory = new CachedMemory(pages, ahead);
        for (int i = 0; i < 2000; i++) {
            int from = random.nextInt(9 * PAGE);
            int length = random.nextInt(1, 3 * PAGE);
            Bytes known = memory.read(new Address(BASE + from), length).known();
            int readable = 0;
            while (readable < length && pages.present.contains((from + readable) / PAGE)) {
                readable++;
            }
            assertThat(known.length()).as("seed %d: %x+%d", seed, from, length).isEqualTo(readable);
            for (int j = 0; j < known.length(); j += 97) {
                assertThat((byte) known.get(j)).as("seed %d", seed).isEqualTo(Pages.expected(from + j));
            }
        }
    }
}
