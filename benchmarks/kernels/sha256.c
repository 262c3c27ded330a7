// SHA-256 (FIPS 180-4) of a 4 KiB message, n times, each digest becoming part of the next message: i32 rotations, xors and additions on a small schedule.
#include "kernel.h"

enum { MESSAGE = 4096 };

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

// The message, and room for its padding: a block, because its length is a multiple of 64.
static u8 message[MESSAGE + 64];

static inline u32 rotate(u32 x, int by)
{
    return (x >> by) | (x << (32 - by));
}

static void compress(u32 h[8], const u8 *block)
{
    u32 w[64];
    for (int i = 0; i < 16; i++, block += 4)
        w[i] = (u32)block[0] << 24 | (u32)block[1] << 16 | (u32)block[2] << 8 | block[3];
    for (int i = 16; i < 64; i++) {
        u32 a = w[i - 15], b = w[i - 2];
        w[i] = w[i - 16] + w[i - 7] + (rotate(a, 7) ^ rotate(a, 18) ^ (a >> 3)) + (rotate(b, 17) ^ rotate(b, 19) ^ (b >> 10));
    }
    u32 a = h[0], b = h[1], c = h[2], d = h[3], e = h[4], f = h[5], g = h[6], k = h[7];
#pragma clang loop unroll(disable)
    for (int i = 0; i < 64; i++) {
        u32 first = k + (rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)) + ((e & f) ^ (~e & g)) + constants[i] + w[i];
        u32 second = (rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)) + ((a & b) ^ (a & c) ^ (b & c));
        k = g, g = f, f = e, e = d + first;
        d = c, c = b, b = a, a = first + second;
    }
    h[0] += a, h[1] += b, h[2] += c, h[3] += d, h[4] += e, h[5] += f, h[6] += g, h[7] += k;
}

KERNEL
{
    for (int i = 0; i < MESSAGE; i++)
        message[i] = (u8)(i * 7);
    message[MESSAGE] = 0x80;
    message[MESSAGE + 62] = (u8)(MESSAGE * 8 >> 8);
    message[MESSAGE + 63] = (u8)(MESSAGE * 8);
    u32 sum = 0;
    for (int round = 0; round < n; round++) {
        u32 h[8] = { 0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19 };
        for (int at = 0; at < MESSAGE + 64; at += 64)
            compress(h, message + at);
        for (int i = 0; i < 32; i++)
            message[i] = (u8)(h[i / 4] >> (24 - i % 4 * 8));
        sum = mix(sum, h[0]);
    }
    return (int)sum;
}
