// Base64 (RFC 4648) of 12 KiB, encoded n times; the input changes between. Compiled with vectors, where characters are looked up by swizzles, and without.
#include "kernel.h"

enum { LENGTH = 12 * 1024 };

// Vectors read four bytes more than they use.
static u8 input[LENGTH + 4], output[LENGTH / 3 * 4];

#ifdef __wasm_simd128__
#include <wasm_simd128.h>

static void encode(void)
{
    // The difference of a character and its number, for 26 to 51, ten digits, + and /, and 0 to 25.
    const v128_t differences = wasm_i8x16_make('a' - 26, '0' - 52, '0' - 52, '0' - 52, '0' - 52, '0' - 52, '0' - 52, '0' - 52, '0' - 52, '0' - 52, '0' - 52, '+' - 62, '/' - 63, 'A', 0, 0);
    for (int from = 0, to = 0; from < LENGTH; from += 12, to += 16) {
        v128_t bytes = wasm_v128_load(input + from);
        bytes = wasm_i8x16_shuffle(bytes, bytes, 1, 0, 2, 1, 4, 3, 5, 4, 7, 6, 8, 7, 10, 9, 11, 10);
        // Of each four bytes b a c b, of a a a a a a b b b b b b c c …: the four numbers of six bits, lowest byte first.
        v128_t first = wasm_v128_and(wasm_u32x4_shr(bytes, 10), wasm_i32x4_splat(0x0000003F));
        v128_t second = wasm_v128_and(wasm_i32x4_shl(bytes, 4), wasm_i32x4_splat(0x00003F00));
        v128_t third = wasm_v128_and(wasm_u32x4_shr(bytes, 6), wasm_i32x4_splat(0x003F0000));
        v128_t fourth = wasm_v128_and(wasm_i32x4_shl(bytes, 8), wasm_i32x4_splat(0x3F000000));
        v128_t numbers = wasm_v128_or(wasm_v128_or(first, second), wasm_v128_or(third, fourth));
        v128_t kind = wasm_u8x16_sub_sat(numbers, wasm_i8x16_splat(51));
        kind = wasm_v128_or(kind, wasm_v128_and(wasm_i8x16_lt(numbers, wasm_i8x16_splat(26)), wasm_i8x16_splat(13)));
        wasm_v128_store(output + to, wasm_i8x16_add(numbers, wasm_i8x16_swizzle(differences, kind)));
    }
}
#else
static const u8 characters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

static void encode(void)
{
    for (int from = 0, to = 0; from < LENGTH; from += 3, to += 4) {
        u32 bytes = (u32)input[from] << 16 | (u32)input[from + 1] << 8 | input[from + 2];
        output[to] = characters[bytes >> 18];
        output[to + 1] = characters[bytes >> 12 & 63];
        output[to + 2] = characters[bytes >> 6 & 63];
        output[to + 3] = characters[bytes & 63];
    }
}
#endif

KERNEL
{
    u32 seed = 3, sum = 0;
    for (int i = 0; i < LENGTH; i++)
        input[i] = (u8)next_random(&seed);
    for (int round = 0; round < n; round++) {
        encode();
        for (int i = 0; i < 64; i++) {
            u32 at = next_random(&seed) % (LENGTH / 3 * 4);
            sum = mix(sum, output[at]);
            input[at % LENGTH] ^= output[at];
        }
    }
    return (int)sum;
}
