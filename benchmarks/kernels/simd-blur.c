// A grey image of 256 × 256 pixels, blurred n times with the weights 1 2 1 in both directions: widening, adding, shifting and narrowing of bytes. Compiled with vectors and without.
#include "kernel.h"

enum { SIZE = 256 };

// Rows have a margin of one pixel and more in front and behind, and the image a row above and below.
enum { STRIDE = SIZE + 32, ROWS = SIZE + 2 };

static u8 image[ROWS * STRIDE], rows[ROWS * STRIDE];

#ifdef __wasm_simd128__
#include <wasm_simd128.h>

// (left + 2 × middle + right + 2) / 4 of sixteen bytes each.
static inline v128_t weigh(v128_t left, v128_t middle, v128_t right)
{
    v128_t two = wasm_i16x8_splat(2);
    v128_t low = wasm_i16x8_add(wasm_u16x8_extend_low_u8x16(left), wasm_u16x8_extend_low_u8x16(right));
    v128_t high = wasm_i16x8_add(wasm_u16x8_extend_high_u8x16(left), wasm_u16x8_extend_high_u8x16(right));
    low = wasm_i16x8_add(low, wasm_i16x8_add(wasm_i16x8_shl(wasm_u16x8_extend_low_u8x16(middle), 1), two));
    high = wasm_i16x8_add(high, wasm_i16x8_add(wasm_i16x8_shl(wasm_u16x8_extend_high_u8x16(middle), 1), two));
    return wasm_u8x16_narrow_i16x8(wasm_u16x8_shr(low, 2), wasm_u16x8_shr(high, 2));
}

static void blur(const u8 *from, u8 *to, int step)
{
    for (int x = 0; x < SIZE; x += 16)
        wasm_v128_store(to + x, weigh(wasm_v128_load(from + x - step), wasm_v128_load(from + x), wasm_v128_load(from + x + step)));
}
#else
static void blur(const u8 *from, u8 *to, int step)
{
    for (int x = 0; x < SIZE; x++)
        to[x] = (u8)((from[x - step] + 2 * from[x] + from[x + step] + 2) >> 2);
}
#endif

KERNEL
{
    u32 seed = 7, sum = 0;
    for (int i = 0; i < ROWS * STRIDE; i++)
        image[i] = (u8)next_random(&seed);
    for (int round = 0; round < n; round++) {
        for (int y = 0; y < ROWS; y++)
            blur(image + y * STRIDE + 16, rows + y * STRIDE + 16, 1);
        for (int y = 1; y <= SIZE; y++)
            blur(rows + y * STRIDE + 16, image + y * STRIDE + 16, STRIDE);
        for (int i = 0; i < 64; i++) {
            u8 *pixel = image + (1 + next_random(&seed) % SIZE) * STRIDE + 16 + next_random(&seed) % SIZE;
            sum = mix(sum, *pixel);
            *pixel = (u8)(*pixel + 128);
        }
    }
    return (int)sum;
}
