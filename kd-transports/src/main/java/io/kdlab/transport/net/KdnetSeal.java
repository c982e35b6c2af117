package io.kdlab.transport.net;

import io.kdlab.address.KdnetKey;
import io.kdlab.transport.net.KdnetDatagram.Channel;
import io.kdlab.value.Bytes;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// Seals and opens the datagrams of one channel under one key (kdnet.md §2).
///
/// ```
///  MDBG version channel │ AES-256-CBC( number(7, big-endian) way+pad(1) body zeros ) │ MAC(16)
///                         └ initial vector = MAC = HMAC-SHA-256(~control key, header ‖ plaintext)[0..16]
/// ```
/// The MAC covers every bit that was encrypted and the header; the vector it doubles as covers itself. It is
/// compared in constant time. Immutable, free for any thread; its text shows no key.
final class KdnetSeal {
    private static final int BLOCK = 16;
    private static final int PREFIX = 8;
    private static final int TO_TARGET = 0x80;

    private final Channel channel;
    private final Bytes controlKey;
    private final Key encryption;
    private final Key authentication;

    private KdnetSeal(Channel channel, Bytes controlKey, byte[] encryptionKey) {
        this.channel = channel;
        this.controlKey = controlKey;
        encryption = new SecretKeySpec(encryptionKey, "AES");
        byte[] inverted = controlKey.toByteArray();
        for (int i = 0; i < inverted.length; i++) {
            inverted[i] = (byte) ~inverted[i];
        }
        authentication = new SecretKeySpec(inverted, "HmacSHA256");
    }

    /// The control channel's.
    static KdnetSeal control(KdnetKey key) {
        return new KdnetSeal(Channel.CONTROL, Bytes.of(key.bytes()), key.bytes());
    }

    /// The data channel's, after a response with this body has been given: its key is SHA-256(control key ‖ body).
    KdnetSeal data(Bytes response) {
        try {
            MessageDigest hash = MessageDigest.getInstance("SHA-256");
            hash.update(controlKey.toByteBuffer());
            hash.update(response.toByteBuffer());
            return new KdnetSeal(Channel.DATA, controlKey, hash.digest());
        } catch (GeneralSecurityException e) {
            throw missing(e);
        }
    }

    /// The channel that a datagram claims to belong to; empty when it is none of KDNET's.
    static Optional<Channel> channelOf(Bytes datagram) {
        int length = datagram.length();
        if (length < KdnetDatagram.HEADER + 2 * BLOCK
                || length > KdnetDatagram.LONGEST
                || (length - KdnetDatagram.HEADER) % BLOCK != 0
                || !datagram.slice(0, 4).equals(KdnetDatagram.MAGIC)) {
            return Optional.empty();
        }
        return switch (datagram.get(5)) {
            case 0 -> Optional.of(Channel.DATA);
            case 1 -> Optional.of(Channel.CONTROL);
            default -> Optional.empty();
        };
    }

    Bytes seal(KdnetDatagram said) {
        if (said.channel() != channel) {
            throw new IllegalArgumentException("a datagram for " + said.channel() + " under the seal of " + channel);
        }
        int pad = Math.floorMod(-(PREFIX + said.body().length()), BLOCK);
        byte[] plain = new byte[PREFIX + said.body().length() + pad];
        for (int i = 0; i < PREFIX - 1; i++) {
            plain[i] = (byte) (said.number() >>> (8 * (6 - i)));
        }
        plain[PREFIX - 1] = (byte) (pad | (said.toTarget() ? TO_TARGET : 0));
        said.body().copyTo(plain, PREFIX);
        byte[] whole = new byte[KdnetDatagram.HEADER + plain.length + BLOCK];
        KdnetDatagram.MAGIC.copyTo(whole, 0);
        whole[4] = (byte) said.version();
        whole[5] = (byte) channel.ordinal();
        byte[] mac = mac(whole, plain);
        byte[] encrypted = crypt(Cipher.ENCRYPT_MODE, plain, mac);
        System.arraycopy(encrypted, 0, whole, KdnetDatagram.HEADER, encrypted.length);
        System.arraycopy(mac, 0, whole, whole.length - BLOCK, BLOCK);
        return Bytes.of(whole);
    }

    /// What a datagram says; empty when this seal was not put on it, or any bit of it was changed since.
    Optional<KdnetDatagram> open(Bytes datagram) {
        if (channelOf(datagram).filter(channel::equals).isEmpty()) {
            return Optional.empty();
        }
        byte[] whole = datagram.toByteArray();
        byte[] mac = Arrays.copyOfRange(whole, whole.length - BLOCK, whole.length);
        byte[] plain =
                crypt(Cipher.DECRYPT_MODE, Arrays.copyOfRange(whole, KdnetDatagram.HEADER, whole.length - BLOCK), mac);
        if (!MessageDigest.isEqual(mac, mac(whole, plain))) {
            return Optional.empty();
        }
        int flags = plain[PREFIX - 1] & 0xff;
        int pad = flags & ~TO_TARGET;
        if (pad >= BLOCK || pad > plain.length - PREFIX) {
            return Optional.empty();
        }
        long number = 0;
        for (int i = 0; i < PREFIX - 1; i++) {
            number = number << 8 | plain[i] & 0xff;
        }
        Bytes body = Bytes.of(plain, PREFIX, plain.length - PREFIX - pad);
        return Optional.of(new KdnetDatagram(whole[4] & 0xff, channel, number, (flags & TO_TARGET) != 0, body));
    }

    private byte[] mac(byte[] whole, byte[] plain) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(authentication);
            mac.update(whole, 0, KdnetDatagram.HEADER);
            return Arrays.copyOf(mac.doFinal(plain), BLOCK);
        } catch (GeneralSecurityException e) {
            throw missing(e);
        }
    }

    private byte[] crypt(int mode, byte[] blocks, byte[] vector) {
        try {
            Cipher cipher = Cipher.getInstance("AES/CBC/NoPadding");
            cipher.init(mode, encryption, new IvParameterSpec(vector));
            return cipher.doFinal(blocks);
        } catch (GeneralSecurityException e) {
            throw missing(e);
        }
    }

    /// Every Java has these; whole blocks and keys of 32 bytes cannot fail.
    private static IllegalStateException missing(GeneralSecurityException e) {
        return new IllegalStateException("this Java lacks AES, HMAC or SHA-256", e);
    }

    @Override
    public String toString() {
        return "seal of " + channel;
    }
}
