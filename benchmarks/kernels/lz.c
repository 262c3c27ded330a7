// Compression of 32 KiB of text by references to what came before, found through a hash table, and decompression, n times: bytes, copies, unforeseeable branches.
#include "kernel.h"

enum { SIZE = 32768, HASH_BITS = 12, SHORTEST = 4, LONGEST = 66 };

static u8 text[SIZE];
static u8 packed[SIZE + SIZE / 64 + 64];
static u8 unpacked[SIZE];
static int heads[1 << HASH_BITS];

static void make_text(void)
{
    static const char words[][8] = { "stack ", "memory ", "table ", "local ", "in ", "place ", "the ", "bytes ", "of ", "a ", "module ", "are ", "run, ", "not ", "copied ", "\n" };
    u32 state = 7;
    for (int at = 0; at < SIZE;) {
        u32 random = next_random(&state);
        const char *word = words[random & 15];
        while (*word && at < SIZE)
            text[at++] = (u8)*word++;
        if ((random & 0x700) == 0 && at < SIZE)
            text[at++] = (u8)('0' + (random >> 12) % 10);
    }
}

static u32 hash(const u8 *at)
{
    u32 word = at[0] | (u32)at[1] << 8 | (u32)at[2] << 16 | (u32)at[3] << 24;
    return (word * 2654435761u) >> (32 - HASH_BITS);
}

// Literals are written as a count (1 to 63) and the bytes, references as 64 + (length - 2), and the distance in two bytes.
static u8 *flush(u8 *to, const u8 *from, const u8 *end)
{
    while (from < end) {
        int count = end - from > 63 ? 63 : (int)(end - from);
        *to++ = (u8)count;
        while (count-- > 0)
            *to++ = *from++;
    }
    return to;
}

static int compress(void)
{
    for (int i = 0; i < 1 << HASH_BITS; i++)
        heads[i] = -1;
    u8 *to = packed;
    const u8 *literals = text, *at = text;
    while (at < text + SIZE - SHORTEST) {
        u32 slot = hash(at);
        int candidate = heads[slot];
        heads[slot] = (int)(at - text);
        int length = 0;
        if (candidate >= 0) {
            const u8 *old = text + candidate;
            while (length < LONGEST && at + length < text + SIZE && old[length] == at[length])
                length++;
        }
        if (length < SHORTEST) {
            at++;
            continue;
        }
        int distance = (int)(at - text) - candidate;
        to = flush(to, literals, at);
        *to++ = (u8)(64 + length - 2);
        *to++ = (u8)distance;
        *to++ = (u8)(distance >> 8);
        at += length;
        literals = at;
    }
    to = flush(to, literals, text + SIZE);
    return (int)(to - packed);
}

static int decompress(int length)
{
    const u8 *from = packed, *end = packed + length;
    u8 *to = unpacked;
    while (from < end) {
        int count = *from++;
        if (count < 64) {
            while (count-- > 0)
                *to++ = *from++;
        } else {
            const u8 *old = to - (from[0] | from[1] << 8);
            from += 2;
            for (count -= 62; count > 0; count--)
                *to++ = *old++;
        }
    }
    return (int)(to - unpacked);
}

KERNEL
{
    make_text();
    u32 sum = 0;
    for (int round = 0; round < n; round++) {
        int length = compress();
        sum = mix(sum, (u32)length);
        sum = mix(sum, (u32)decompress(length));
        for (int i = 0; i < SIZE; i++)
            if (unpacked[i] != text[i])
                return -1;
        // Another text for the next round.
        text[(u32)round * 7919 % SIZE] = (u8)sum;
    }
    return (int)sum;
}
