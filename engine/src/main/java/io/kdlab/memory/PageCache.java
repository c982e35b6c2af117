package io.kdlab.memory;

import io.kdlab.value.Address;
import io.kdlab.value.Bytes;
import java.util.LinkedHashMap;
import java.util.Map;

/// The pages of which something is known.
final class PageCache {
    /// 64 MiB; then those go that were not looked at for longest.
    private static final int MOST_PAGES = 16_384;

    private final Map<Long, CachedPage> pages = new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, CachedPage> eldest) {
            return size() > MOST_PAGES;
        }
    };

    CachedPage at(Address at) {
        return pages.computeIfAbsent(CachedPage.number(at), number -> new CachedPage());
    }

    boolean isKnown(Address at) {
        return at(at).knownRun(CachedPage.offset(at), 1) == 1;
    }

    /// How many bytes from `at` on are neither known nor unreadable, at most `most`.
    int unknown(Address at, int most) {
        int count = 0;
        while (count < most) {
            Address next = at.plus(count);
            int offset = CachedPage.offset(next);
            int run = at(next).unknownRun(offset, most - count);
            count += run;
            if (run < CachedPage.SIZE - offset) {
                break;
            }
        }
        return count;
    }

    void keep(Address from, Bytes bytes) {
        for (int i = 0; i < bytes.length(); ) {
            Address at = from.plus(i);
            int offset = CachedPage.offset(at);
            int count = Math.min(CachedPage.SIZE - offset, bytes.length() - i);
            at(at).keep(offset, bytes.slice(i, count));
            i += count;
        }
    }

    /// The target said that the byte at `at` cannot be read.
    ///
    /// @param single whether that says nothing about the rest of its page
    void unreadable(Address at, boolean single) {
        CachedPage page = at(at);
        if (single || !page.isUnknown()) {
            page.hole(CachedPage.offset(at));
        } else {
            page.close();
        }
    }

    /// How many bytes are known.
    long known() {
        return pages.values().stream().mapToLong(CachedPage::knownBytes).sum();
    }

    void clear() {
        pages.clear();
    }
}
