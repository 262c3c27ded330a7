// SHA-256 (FIPS 180-4) of four messages of 1 KiB, n times, each digest becoming part of the next message: the four at once, a lane each, or one after the other. Compiled with vectors and without.
#include "kernel.h"

enum { MESSAGE = 1024, LANES = 4 };

static const u32 constants[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
};

// The messages, and room for the padding: a block, because the length is a multiple of 64.
static u8 messages[LANES][MESSAGE + 64];

#ifdef __wasm_simd128__
#include <wasm_simd128.h>

enum { TOGETHER = LANES };

typedef v128_t word;

static inline word add(word a, word b) { return wasm_i32x4_add(a, b); }
static inline word xor(word a, word b) { return wasm_v128_xor(a, b); }
static inline word and(word a, word b) { return wasm_v128_and(a, b); }
static inline word without(word a, word b) { return wasm_v128_andnot(a, b); }
static inline word shift(word a, u32 by) { return wasm_u32x4_shr(a, by); }
static inline word rotate(word a, u32 by) { return wasm_v128_or(wasm_u32x4_shr(a, by), wasm_i32x4_shl(a, 32 - by)); }
static inline word constant(u32 a) { return wasm_i32x4_splat((int)a); }

// The word at an offset of each message, which is big-endian.
static inline word load(u32 first, int offset)
{
    const u8 *at = messages[first] + offset;
    word a = wasm_i32x4_splat(*(const int *)at);
    a = wasm_v128_load32_lane(at + sizeof messages[0], a, 1);
    a = wasm_v128_load32_lane(at + 2 * sizeof messages[0], a, 2);
    a = wasm_v128_load32_lane(at + 3 * sizeof messages[0], a, 3);
    return wasm_i8x16_shuffle(a, a, 3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12);
}

static inline u32 lane(const word *a, u32 number) { return ((const u32 *)a)[number]; }
#else
enum { TOGETHER = 1 };

typedef u32 word;

static inline word add(word a, word b) { return a + b; }
static inline word xor(word a, word b) { return a ^ b; }
static inline word and(word a, word b) { return a & b; }
static inline word without(word a, word b) { return a & ~b; }
static inline word shift(word a, u32 by) { return a >> by; }
static inline word rotate(word a, u32 by) { return a >> by | a << (32 - by); }
static inline word constant(u32 a) { return a; }

static inline word load(u32 first, int offset)
{
    const u8 *at = messages[first] + offset;
    return (u32)at[0] << 24 | (u32)at[1] << 16 | (u32)at[2] << 8 | at[3];
}

static inline u32 lane(const word *a, u32 number) { return a[number]; }
#endif

static void compress(word h[8], u32 first, int offset)
{
    word w[64];
    for (int i = 0; i < 16; i++)
        w[i] = load(first, offset + 4 * i);
    for (int i = 16; i < 64; i++) {
        word a = w[i - 15], b = w[i - 2];
        word small = xor(xor(rotate(a, 7), rotate(a, 18)), shift(a, 3));
        word large = xor(xor(rotate(b, 17), rotate(b, 19)), shift(b, 10));
        w[i] = add(add(w[i - 16], w[i - 7]), add(small, large));
    }
    word a = h[0], b = h[1], c = h[2], d = h[3], e = h[4], f = h[5], g = h[6], k = h[7];
#pragma clang loop unroll(disable)
    for (int i = 0; i < 64; i++) {
        word choice = xor(and(e, f), without(g, e));
        word majority = xor(and(a, xor(b, c)), and(b, c));
        word one = add(add(add(k, xor(xor(rotate(e, 6), rotate(e, 11)), rotate(e, 25))), add(choice, constant(constants[i]))), w[i]);
        word two = add(xor(xor(rotate(a, 2), rotate(a, 13)), rotate(a, 22)), majority);
        k = g, g = f, f = e, e = add(d, one);
        d = c, c = b, b = a, a = add(one, two);
    }
    h[0] = add(h[0], a), h[1] = add(h[1], b), h[2] = add(h[2], c), h[3] = add(h[3], d);
    h[4] = add(h[4], e), h[5] = add(h[5], f), h[6] = add(h[6], g), h[7] = add(h[7], k);
}

KERNEL
{
    static const u32 initial[8] = { 0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19 };
    for (u32 m = 0; m < LANES; m++) {
        for (u32 i = 0; i < MESSAGE; i++)
            messages[m][i] = (u8)(i * 7 + m);
        messages[m][MESSAGE] = 0x80;
        messages[m][MESSAGE + 62] = (u8)(MESSAGE * 8 >> 8);
        messages[m][MESSAGE + 63] = (u8)(MESSAGE * 8 & 0xFF);
    }
    u32 sum = 0;
    for (int round = 0; round < n; round++) {
        for (u32 first = 0; first < LANES; first += TOGETHER) {
            word h[8];
            for (int i = 0; i < 8; i++)
                h[i] = constant(initial[i]);
            for (int offset = 0; offset < MESSAGE + 64; offset += 64)
                compress(h, first, offset);
            for (u32 m = 0; m < TOGETHER; m++) {
                for (u32 i = 0; i < 32; i++)
                    messages[first + m][i] = (u8)(lane(h + i / 4, m) >> (24 - i % 4 * 8));
                sum = mix(sum, lane(h, m));
            }
        }
    }
    return (int)sum;
}
